package dev.sluice.engine.model;

/**
 * Cosines and sines of positions. Frequencies and angles are single precision as in the reference
 * implementations: at position 8,000 an angle's rounding is part of what a model was trained with.
 */
final class RopeAngles {
  private static final double BETA_FAST = 32;
  private static final double BETA_SLOW = 1;

  private final float[] frequencies;
  private final float magnitude;

  RopeAngles(RopeSpec spec) {
    int pairs = spec.dimensions() / 2;
    frequencies = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      float exponent = (float) (2 * i) / spec.dimensions();
      float frequency = 1f / (float) Math.pow(spec.base(), exponent);
      if (spec.frequencyDivisors() != null) {
        frequency /= spec.frequencyDivisors()[i];
      }
      frequencies[i] = scaled(spec, i, frequency);
    }
    magnitude = magnitude(spec);
  }

  private static float scaled(RopeSpec spec, int pair, float frequency) {
    return switch (spec.scaling()) {
      case NONE -> frequency;
      case LINEAR -> frequency / (float) spec.factor();
      case YARN -> {
        double keep = 1 - ramp(spec, pair);
        yield (float) (frequency / spec.factor() * (1 - keep) + frequency * keep);
      }
    };
  }

  /**
   * 0 below the fast boundary (kept), 1 above the slow one (interpolated); arXiv 2309.00071,
   * section 3.2.
   */
  private static double ramp(RopeSpec spec, int pair) {
    double low = Math.max(0, Math.floor(boundary(spec, BETA_FAST)));
    double high = Math.min(spec.dimensions() - 1, Math.ceil(boundary(spec, BETA_SLOW)));
    double width = low == high ? 0.001 : high - low;
    return Math.clamp((pair - low) / width, 0, 1);
  }

  /** The pair that turns {@code rotations} times over the trained length. */
  private static double boundary(RopeSpec spec, double rotations) {
    return spec.dimensions()
        * Math.log(spec.originalContext() / (rotations * 2 * Math.PI))
        / (2 * Math.log(spec.base()));
  }

  private static float magnitude(RopeSpec spec) {
    if (spec.attentionFactor() != 0) {
      return (float) spec.attentionFactor();
    }
    boolean stretched = spec.scaling() == RopeSpec.Scaling.YARN && spec.factor() > 1;
    return stretched ? (float) (0.1 * Math.log(spec.factor()) + 1) : 1f;
  }

  int pairs() {
    return frequencies.length;
  }

  /** Writes {@code [2 * pairs]}: cosines, then sines. */
  void at(int position, float[] out) {
    for (int i = 0; i < frequencies.length; i++) {
      float angle = position * frequencies[i];
      out[i] = (float) Math.cos(angle) * magnitude;
      out[frequencies.length + i] = (float) Math.sin(angle) * magnitude;
    }
  }
}
