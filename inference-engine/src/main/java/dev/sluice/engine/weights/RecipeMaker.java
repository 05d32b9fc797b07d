package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.weights.TensorRecipe.Form;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes tensors by their recipes: a view of the file where rows lie as they are wanted, otherwise a
 * copy that lives as long as somebody holds it.
 */
final class RecipeMaker {
  private final SafetensorsCheckpoint checkpoint;

  RecipeMaker(SafetensorsCheckpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * What the recipe gives, without touching data.
   *
   * @throws WeightException when the checkpoint's tensors do not fit the recipe
   */
  Form form(TensorRecipe recipe) {
    return switch (recipe) {
      case TensorRecipe.Stored stored -> stored(stored.name());
      case TensorRecipe.Reordered reordered -> {
        Form source = withRows(reordered.source(), reordered.order().sourceRows());
        yield withRows(source, reordered.order().from().length);
      }
      case TensorRecipe.Slice slice ->
          withRows(withRows(slice.source(), slice.sourceRows()), slice.count());
      case TensorRecipe.Transposed transposed -> {
        Form source = form(transposed.source());
        yield new Form(source.type(), List.of(source.columns(), source.rows()));
      }
      case TensorRecipe.Stacked stacked -> stacked(stacked);
      case TensorRecipe.PlusOne plusOne ->
          new Form(ElementType.F32, form(plusOne.source()).shape());
      case TensorRecipe.Values values -> new Form(ElementType.F32, List.of(values.values().length));
    };
  }

  private Form stored(String name) {
    StoredTensor tensor = checkpoint.require(name);
    List<Integer> shape = tensor.shape().isEmpty() ? List.of(1) : tensor.shape();
    if (shape.contains(0) || tensor.data().byteSize() / 2 / shape.getLast() > Integer.MAX_VALUE) {
      throw new WeightException("tensor '" + name + "' has the shape " + shape);
    }
    return new Form(tensor.type(), shape);
  }

  private Form withRows(TensorRecipe recipe, int expected) {
    Form form = form(recipe);
    if (form.rows() != expected) {
      throw new WeightException(
          "tensor %s has %d rows, but the model's settings ask for %d"
              .formatted(firstName(recipe), form.rows(), expected));
    }
    return form;
  }

  private static Form withRows(Form form, int rows) {
    return new Form(form.type(), form.isVector() ? List.of(rows) : List.of(rows, form.columns()));
  }

  private Form stacked(TensorRecipe.Stacked stacked) {
    Form first = form(stacked.parts().getFirst());
    for (TensorRecipe part : stacked.parts()) {
      if (!form(part).equals(first)) {
        throw new WeightException(
            "tensors '%s' and '%s' cannot be stacked: their types or shapes differ"
                .formatted(firstName(stacked), firstName(part)));
      }
    }
    List<Integer> shape = new ArrayList<>(first.shape());
    shape.addFirst(stacked.parts().size());
    return new Form(first.type(), List.copyOf(shape));
  }

  private static String firstName(TensorRecipe recipe) {
    return switch (recipe) {
      case TensorRecipe.Stored stored -> stored.name();
      case TensorRecipe.Reordered reordered -> firstName(reordered.source());
      case TensorRecipe.Slice slice -> firstName(slice.source());
      case TensorRecipe.Transposed transposed -> firstName(transposed.source());
      case TensorRecipe.Stacked stacked -> firstName(stacked.parts().getFirst());
      case TensorRecipe.PlusOne plusOne -> firstName(plusOne.source());
      case TensorRecipe.Values _ -> "of the configuration";
    };
  }

  /** Packed rows {@code from .. from + count}. */
  MemorySegment rows(TensorRecipe recipe, int from, int count) {
    return switch (recipe) {
      case TensorRecipe.Stored stored -> {
        long rowBytes = stored(stored.name()).rowBytes();
        yield checkpoint.require(stored.name()).data().asSlice(from * rowBytes, count * rowBytes);
      }
      case TensorRecipe.Reordered reordered -> reordered(reordered, from, count);
      case TensorRecipe.Slice slice -> rows(slice.source(), slice.from() + from, count);
      case TensorRecipe.Transposed transposed -> transposed(transposed.source(), from, count);
      case TensorRecipe.Stacked stacked -> stackedRows(stacked, from, count);
      case TensorRecipe.PlusOne plusOne -> plusOne(plusOne.source(), from, count);
      case TensorRecipe.Values values ->
          MemorySegment.ofArray(values.values()).asSlice(from * 4L, count * 4L);
    };
  }

  private MemorySegment reordered(TensorRecipe.Reordered recipe, int from, int count) {
    Form source = form(recipe.source());
    MemorySegment whole = rows(recipe.source(), 0, source.rows());
    long rowBytes = source.rowBytes();
    MemorySegment out = allocate(count * rowBytes);
    for (int i = 0; i < count; i++) {
      long at = recipe.order().from()[from + i] * rowBytes;
      MemorySegment.copy(whole, at, out, i * rowBytes, rowBytes);
    }
    return out;
  }

  private MemorySegment transposed(TensorRecipe recipe, int from, int count) {
    Form source = form(recipe);
    MemorySegment whole = rows(recipe, 0, source.rows());
    int element = source.type().blockBytes();
    long sourceRowBytes = source.rowBytes();
    MemorySegment out = allocate((long) count * source.rows() * element);
    for (int row = 0; row < source.rows(); row++) {
      for (int i = 0; i < count; i++) {
        long to = ((long) i * source.rows() + row) * element;
        MemorySegment.copy(
            whole, row * sourceRowBytes + (long) (from + i) * element, out, to, element);
      }
    }
    return out;
  }

  private MemorySegment stackedRows(TensorRecipe.Stacked recipe, int from, int count) {
    int perPart = form(recipe.parts().getFirst()).rows();
    if (from / perPart == (from + count - 1) / perPart) {
      return rows(recipe.parts().get(from / perPart), from % perPart, count);
    }
    long rowBytes = form(recipe).rowBytes();
    MemorySegment out = allocate(count * rowBytes);
    int done = 0;
    while (done < count) {
      int row = from + done;
      int take = Math.min(count - done, perPart - row % perPart);
      MemorySegment part = rows(recipe.parts().get(row / perPart), row % perPart, take);
      MemorySegment.copy(part, 0, out, done * rowBytes, take * rowBytes);
      done += take;
    }
    return out;
  }

  private MemorySegment plusOne(TensorRecipe recipe, int from, int count) {
    Form source = form(recipe);
    float[] values = new float[Math.toIntExact((long) count * source.columns())];
    MemorySegment stored = rows(recipe, from, count);
    Dequantizer.row(source.type(), stored, 0, values, 0, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += 1;
    }
    MemorySegment out = allocate(values.length * 4L);
    MemorySegment.copy(values, 0, out, ValueLayout.JAVA_FLOAT, 0, values.length);
    return out;
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, 64);
  }
}
