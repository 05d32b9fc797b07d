package dev.sluice.engine.model;

/**
 * Rotary position embedding with its scaling.
 *
 * @param dimensions rotated components of a head, even
 * @param base theta
 * @param interleaved pairs are neighbours; otherwise halves
 * @param frequencyDivisors one per pair, or null (Llama 3 files store them as {@code rope_freqs})
 * @param scaling how positions beyond the trained length are met
 */
public record RopeSpec(
    int dimensions,
    double base,
    boolean interleaved,
    float[] frequencyDivisors,
    RopeScaling scaling) {

  /** The original length where the scaling names one, otherwise {@code trainedContext}. */
  int originalContext(int trainedContext) {
    return switch (scaling) {
      case RopeScaling.Yarn yarn -> yarn.originalContext();
      case RopeScaling.LongRope longRope -> longRope.originalContext();
      case RopeScaling.DynamicNtk dynamic -> dynamic.originalContext();
      case RopeScaling.Linear linear -> (int) Math.max(1, trainedContext / linear.factor());
      case RopeScaling.None _ -> trainedContext;
    };
  }

  RopeSpec with(float[] divisors, RopeScaling other) {
    return new RopeSpec(dimensions, base, interleaved, divisors, other);
  }

  /**
   * What, beside the tokens before it, the rotation of a key depends on in a sequence with such a
   * prompt: sequences with different answers must not share cached keys.
   */
  String regime(int promptTokens) {
    return switch (scaling) {
      case RopeScaling.DynamicNtk dynamic when promptTokens > dynamic.originalContext() ->
          "n" + promptTokens;
      case RopeScaling.LongRope longRope when promptTokens > longRope.originalContext() -> "long";
      default -> "";
    };
  }
}
