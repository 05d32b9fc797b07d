package dev.sluice.engine.model.family;

import dev.sluice.engine.weights.RowOrder;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.TensorRecipe;
import dev.sluice.engine.weights.WeightException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Settings and tensor recipes in GGUF's form, as a family writes them. */
final class Translation {
  private final Predicate<String> stored;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, TensorRecipe> recipes = new LinkedHashMap<>();
  private String architecture;

  /**
   * @param stored whether the checkpoint has a tensor of that name
   */
  Translation(Predicate<String> stored) {
    this.stored = stored;
  }

  void architecture(String name) {
    architecture = name;
    settings.put("general.architecture", name);
  }

  String architecture() {
    return architecture;
  }

  /** Sets {@code ARCH.key}. */
  void set(String key, Object value) {
    settings.put(
        architecture + "." + key,
        value instanceof Integer integer ? (Object) (long) integer : value);
  }

  /** The prefix under which the checkpoint has that tensor; the first one when it has none. */
  String prefix(String tensor, String... prefixes) {
    for (String prefix : prefixes) {
      if (stored.test(prefix + tensor)) {
        return prefix;
      }
    }
    return prefixes[0];
  }

  boolean isStored(String name) {
    return stored.test(name);
  }

  void tensor(String name, TensorRecipe recipe) {
    recipes.put(name, recipe);
  }

  void tensor(String name, String source) {
    tensor(name, stored(source));
  }

  /** Looked for at once: settings that are off by much are refused before they cost much. */
  private TensorRecipe stored(String source) {
    if (!stored.test(source)) {
      throw new WeightException("the checkpoint has no tensor '" + source + "'");
    }
    return new TensorRecipe.Stored(source);
  }

  /** Weight and bias of a norm or a linear layer; names without {@code .weight}. */
  void pair(String stem, String source, boolean hasBias) {
    tensor(stem + ".weight", source + ".weight");
    if (hasBias) {
      tensor(stem + ".bias", source + ".bias");
    }
  }

  /** As {@link #pair}, with output features in another order. */
  void pair(String stem, String source, boolean hasBias, RowOrder order) {
    reordered(stem + ".weight", source + ".weight", order);
    if (hasBias) {
      reordered(stem + ".bias", source + ".bias", order);
    }
  }

  private void reordered(String name, String source, RowOrder order) {
    tensor(name, new TensorRecipe.Reordered(stored(source), order));
  }

  /** As {@link #pair}, the weight stored as {@code [in, out]}, always with a bias. */
  void transposedPair(String stem, String source) {
    tensor(stem + ".weight", new TensorRecipe.Transposed(stored(source + ".weight")));
    tensor(stem + ".bias", source + ".bias");
  }

  void stacked(String name, List<String> sources) {
    tensor(name, new TensorRecipe.Stacked(sources.stream().map(this::stored).toList()));
  }

  /** The output projection, unless the embedding serves as one. */
  void head(String source, boolean isTied, boolean hasBias) {
    if (!isTied) {
      tensor("output.weight", source + ".weight");
    }
    if (hasBias) {
      tensor("output.bias", source + ".bias");
    }
  }

  Settings settings() {
    return new Settings(settings);
  }

  Map<String, TensorRecipe> recipes() {
    return recipes;
  }
}
