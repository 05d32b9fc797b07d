package dev.sluice.engine.convert;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.weights.TensorInfo;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as a GGUF file of another type. Tensors are streamed: each worker holds one piece
 * of about half a million values, never a whole model.
 */
public final class ModelConverter {
  /** Values of a piece: large enough for the disk, small enough for many workers. */
  private static final int PIECE_VALUES = 1 << 19;

  private final WeightStore source;
  private final Path gguf;
  private final TargetType target;
  private final TensorRules rules;

  /**
   * @param gguf the source's file, or null when it is a Hugging Face folder
   */
  private ModelConverter(WeightStore source, Path gguf, TargetType target) {
    this.source = source;
    this.gguf = gguf;
    this.target = target;
    String architecture = source.settings().text("general.architecture", "");
    this.rules = new TensorRules(target, architecture, source.tensors());
  }

  /** Told how many bytes were written; called by one thread at a time. */
  @FunctionalInterface
  public interface Progress {
    void at(long done, long total);
  }

  /**
   * Converts a model.
   *
   * @param in a GGUF file, a folder with one, or a Hugging Face folder
   * @param isOverwriteAllowed whether {@code out} may exist
   * @param threads workers
   * @throws ConversionException when it cannot be read or written; no partial file is left
   */
  public static Conversion convert(
      Path in,
      Path out,
      TargetType target,
      boolean isOverwriteAllowed,
      int threads,
      Progress progress) {
    try (WeightStore source = Models.openWeights(in)) {
      Path gguf = GgufFile.locate(in).orElse(null);
      return new ModelConverter(source, gguf, target)
          .write(out, isOverwriteAllowed, threads, progress);
    } catch (ModelLoadException | WeightException | GgufException e) {
      throw new ConversionException(e.getMessage(), e);
    }
  }

  private Conversion write(Path out, boolean isOverwriteAllowed, int threads, Progress progress) {
    GgufWriter layout = layout();
    byte[] header = layout.header();
    long bytes = header.length + layout.dataBytes();
    try (OutputFile file = OutputFile.create(out, isOverwriteAllowed, bytes)) {
      file.write(ByteBuffer.wrap(header), 0);
      if (layout.dataBytes() > 0) {
        // The last tensor's padding: without it the file would end early.
        file.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
      }
      new PieceWorkers(source, file, pieces(layout, header.length), progress).run(threads);
      file.publish();
    }
    return summary(bytes);
  }

  private GgufWriter layout() {
    GgufWriter layout = new GgufWriter();
    ModelMetadata.describe(source, gguf, target, layout);
    for (TensorInfo tensor : source.tensors()) {
      ElementType type = rules.typeOf(tensor);
      layout.add(
          tensor.name(),
          innermostFirst(tensor.shape()),
          type.id(),
          tensor.rows() * type.rowBytes(tensor.columns()));
    }
    return layout;
  }

  private static long[] innermostFirst(List<Integer> shape) {
    return shape.reversed().stream().mapToLong(Integer::longValue).toArray();
  }

  private List<Piece> pieces(GgufWriter layout, long dataStart) {
    List<Piece> pieces = new ArrayList<>();
    for (TensorInfo tensor : source.tensors()) {
      ElementType type = rules.typeOf(tensor);
      long rowBytes = type.rowBytes(tensor.columns());
      int step = Math.max(1, PIECE_VALUES / tensor.columns());
      for (int row = 0; row < tensor.rows(); row += step) {
        int rows = Math.min(step, tensor.rows() - row);
        long at = dataStart + layout.offset(tensor.name()) + row * rowBytes;
        pieces.add(new Piece(tensor, type, row, rows, at, rows * rowBytes));
      }
    }
    return pieces;
  }

  private Conversion summary(long bytes) {
    Map<ElementType, Integer> counts = new EnumMap<>(ElementType.class);
    List<String> fallbacks = new ArrayList<>();
    long values = 0;
    boolean requantized = false;
    for (TensorInfo tensor : source.tensors()) {
      ElementType type = rules.typeOf(tensor);
      counts.merge(type, 1, Integer::sum);
      values += tensor.elements();
      requantized |= isLossy(tensor.type(), type);
      if (rules.isFallback(tensor)) {
        fallbacks.add(tensor.name() + " (" + type + ")");
      }
    }
    return new Conversion(bytes, values, counts, fallbacks, requantized);
  }

  private static boolean isLossy(ElementType from, ElementType to) {
    return from != to && from.blockElements() > 1 && to != ElementType.F32;
  }

  /** A few rows on their way. */
  record Piece(TensorInfo tensor, ElementType type, int row, int rows, long at, long bytes) {}
}
