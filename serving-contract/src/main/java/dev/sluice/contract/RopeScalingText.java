package dev.sluice.contract;

import java.util.List;
import java.util.Locale;

/**
 * A scaling of rotary positions as people write it. The one reading of it for everything that takes
 * one: engine, command line, pods and the control plane.
 *
 * @param method {@code none}, {@code linear}, {@code dynamic}, {@code yarn} or {@code llama3}
 * @param factor by which the context grows
 * @param originalContext what the factor refers to; 0 takes the model's
 */
public record RopeScalingText(String method, double factor, int originalContext) {
  private static final List<String> METHODS = List.of("linear", "dynamic", "yarn", "llama3");
  private static final double MAX_FACTOR = 1000;

  /** The longest context that an original one may be, in tokens. */
  public static final int MAX_CONTEXT = 1 << 30;

  /**
   * Reads {@code none} or {@code METHOD:FACTOR[:orig=TOKENS]}.
   *
   * @return null for null or a blank text: the model's own scaling
   * @throws IllegalArgumentException when it is anything else; the message says what
   */
  public static RopeScalingText parse(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    if (parts[0].equals("none") && parts.length == 1) {
      return new RopeScalingText("none", 1, 0);
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
    return new RopeScalingText(
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
}
