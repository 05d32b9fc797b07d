package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/** Which blocks see a sliding window only. */
final class Windows {
  private static final String PATTERN = "attention.sliding_window_pattern";

  private Windows() {}

  /**
   * Per block, from {@code sliding_window_pattern}: an entry per block, or a number {@code p} that
   * makes every p-th see everything.
   *
   * @param fallback without that key
   */
  static boolean[] read(SpecReader in, IntPredicate fallback) {
    long[] pattern = in.settings().integers(in.key(PATTERN));
    boolean[] slides = new boolean[in.layers()];
    if (pattern != null && pattern.length < slides.length) {
      throw new ModelLoadException(
          "'%s' has %d entries for %d blocks"
              .formatted(in.key(PATTERN), pattern.length, slides.length));
    }
    boolean hasNumber = pattern == null && in.settings().has(in.key(PATTERN));
    int every = hasNumber ? in.settings().count(in.key(PATTERN), Integer.MAX_VALUE) : 0;
    for (int i = 0; i < slides.length; i++) {
      if (pattern != null) {
        slides[i] = pattern[i] != 0;
      } else {
        slides[i] = hasNumber ? (i + 1) % every != 0 : fallback.test(i);
      }
    }
    return slides;
  }

  /**
   * Writes window and pattern; {@code layer_types} wins where it is given.
   *
   * @param window 0 for none
   * @param fallback without {@code layer_types}
   */
  static void write(
      CheckpointConfig config, Translation out, int window, int layers, IntPredicate fallback) {
    List<JsonNode> types = config.list("layer_types");
    if (types != null && types.size() != layers) {
      throw new ModelLoadException(
          "'layer_types' has %d entries for %d blocks".formatted(types.size(), layers));
    }
    long[] pattern = new long[layers];
    for (int i = 0; i < layers; i++) {
      pattern[i] = (types == null ? fallback.test(i) : slides(types.get(i))) ? 1 : 0;
    }
    out.set("attention.sliding_window", window);
    out.set(PATTERN, pattern);
  }

  private static boolean slides(JsonNode type) {
    return switch (type.asString("")) {
      case "sliding_attention" -> true;
      case "full_attention" -> false;
      default ->
          throw new ModelLoadException(
              "'layer_types' has %s; sliding_attention and full_attention are supported"
                  .formatted(type));
    };
  }
}
