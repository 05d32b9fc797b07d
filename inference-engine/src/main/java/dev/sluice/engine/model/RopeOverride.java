package dev.sluice.engine.model;

import java.util.List;
import java.util.Locale;

/**
 * A scaling of positions that was asked for instead of the model's own.
 *
 * @param method {@code none}, {@code linear}, {@code dynamic}, {@code yarn} or {@code llama3}
 * @param factor by which the context grows
 * @param originalContext what the factor refers to; 0 takes the model's
 */
public record RopeOverride(String method, double factor, int originalContext) {
  private static final List<String> METHODS = List.of("linear", "dynamic", "yarn", "llama3");
  private static final double MAX_FACTOR = 1000;
  private static final int MAX_CONTEXT = 1 << 30;

  /**
   * Reads {@code none} or {@code METHOD:FACTOR[:orig=TOKENS]}.
   *
   * @return null for null or a blank text: the model's own scaling
   * @throws IllegalArgumentException when it is anything else; the message says what
   */
  public static RopeOverride parse(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    if (parts[0].equals("none") && parts.length == 1) {
      return new RopeOverride("none", 1, 0);
    }
    if (!METHODS.contains(parts[0])) {
      throw new IllegalArgumentException(
          "rope scaling '%s' is not known: use none, %s, each but none with a factor, as in yarn:4"
              .formatted(text, String.join(", ", METHODS)));
    }
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "rope scaling '%s' has not the form METHOD:FACTOR or METHOD:FACTOR:orig=TOKENS"
              .formatted(text));
    }
    return new RopeOverride(
        parts[0], factor(text, parts[1]), parts.length == 2 ? 0 : original(text, parts[2]));
  }

  private static double factor(String text, String value) {
    try {
      double factor = Double.parseDouble(value);
      if (factor >= 1 && factor <= MAX_FACTOR) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "rope scaling '%s' has the factor '%s', expected a number from 1 to %.0f"
            .formatted(text, value, MAX_FACTOR));
  }

  private static int original(String text, String value) {
    if (value.startsWith("orig=")) {
      try {
        int tokens = Integer.parseInt(value.substring(5));
        if (tokens >= 1 && tokens <= MAX_CONTEXT) {
          return tokens;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new IllegalArgumentException(
        "rope scaling '%s' ends in '%s', expected orig= and a number of tokens"
            .formatted(text, value));
  }

  /** The tokens that the scaled model reaches. */
  int context(RopeSpec own, int trainedContext) {
    if (method.equals("none")) {
      return trainedContext;
    }
    return (int) Math.min(MAX_CONTEXT, Math.round(original(own, trainedContext) * factor));
  }

  /** The model's rotary embedding with this scaling. */
  RopeSpec applyTo(RopeSpec own, int trainedContext) {
    int original = original(own, trainedContext);
    return switch (method) {
      case "none" -> own.with(null, new RopeScaling.None());
      case "linear" -> own.with(null, new RopeScaling.Linear(factor));
      case "dynamic" -> own.with(null, new RopeScaling.DynamicNtk(factor, original));
      case "yarn" -> {
        double attention = RopeScaling.Yarn.defaultAttentionFactor(factor);
        yield own.with(null, new RopeScaling.Yarn(factor, original, attention, 32, 1, true));
      }
      case "llama3" -> {
        float[] divisors = Llama3Divisors.of(own.dimensions(), own.base(), factor, 1, 4, original);
        yield own.with(divisors, new RopeScaling.None());
      }
      default -> throw new IllegalStateException(method);
    };
  }

  private int original(RopeSpec own, int trainedContext) {
    return originalContext > 0 ? originalContext : own.originalContext(trainedContext);
  }

  @Override
  public String toString() {
    String tail = originalContext > 0 ? ":orig=" + originalContext : "";
    return method.equals("none") ? method : method + ":" + factor + tail;
  }
}
