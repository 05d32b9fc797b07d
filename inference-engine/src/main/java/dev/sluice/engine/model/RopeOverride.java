package dev.sluice.engine.model;

import dev.sluice.contract.RopeScalingText;

/**
 * A scaling of positions that was asked for instead of the model's own.
 *
 * @param method {@code none}, {@code linear}, {@code dynamic}, {@code yarn} or {@code llama3}
 * @param factor by which the context grows
 * @param originalContext what the factor refers to; 0 takes the model's
 */
public record RopeOverride(String method, double factor, int originalContext) {
  /**
   * Reads {@code none} or {@code METHOD:FACTOR[:orig=TOKENS]}, see {@link RopeScalingText}.
   *
   * @return null for null or a blank text: the model's own scaling
   * @throws IllegalArgumentException when it is anything else; the message says what
   */
  public static RopeOverride parse(String text) {
    RopeScalingText read = RopeScalingText.parse(text);
    return read == null
        ? null
        : new RopeOverride(read.method(), read.factor(), read.originalContext());
  }

  /** The tokens that the scaled model reaches. */
  int context(RopeSpec own, int trainedContext) {
    if (method.equals("none")) {
      return trainedContext;
    }
    return (int)
        Math.min(RopeScalingText.MAX_CONTEXT, Math.round(original(own, trainedContext) * factor));
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
