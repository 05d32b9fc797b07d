package dev.sluice.engine.model;

/**
 * Cosines and sines of positions. Frequencies and angles are single precision as in the reference
 * implementations: at position 8,000 an angle's rounding is part of what a model was trained with.
 *
 * <p>Where the method depends on the sequence's length, a key keeps the rotation of the step in
 * which a key/value cache met it: the length is the prompt's for all of the prompt, and grows by
 * one with each token after it. That is a function of position and prompt length alone, so it does
 * not matter in which chunks a sequence is computed.
 */
final class RopeAngles {
  private final RopeSpec spec;
  private final float[] plain;
  private final float[] beyond;
  private final float magnitude;
  private int lengthOfBeyond;

  RopeAngles(RopeSpec spec) {
    this.spec = spec;
    int pairs = spec.dimensions() / 2;
    plain = new float[pairs];
    beyond = new float[pairs];
    switch (spec.scaling()) {
      case RopeScaling.LongRope longRope -> {
        fill(plain, spec.base(), longRope.shortDivisors());
        fill(beyond, spec.base(), longRope.longDivisors());
        magnitude = (float) longRope.attentionFactor();
      }
      case RopeScaling.Yarn yarn -> {
        fill(plain, spec.base(), spec.frequencyDivisors());
        blend(yarn);
        magnitude = (float) yarn.attentionFactor();
      }
      case RopeScaling.Linear linear -> {
        fill(plain, spec.base(), spec.frequencyDivisors());
        for (int i = 0; i < pairs; i++) {
          plain[i] /= (float) linear.factor();
        }
        magnitude = 1;
      }
      case RopeScaling.None _, RopeScaling.DynamicNtk _ -> {
        fill(plain, spec.base(), spec.frequencyDivisors());
        magnitude = 1;
      }
    }
  }

  private void fill(float[] out, double base, float[] divisors) {
    for (int i = 0; i < out.length; i++) {
      float exponent = (float) (2 * i) / spec.dimensions();
      float wavelength = (float) Math.pow(base, exponent);
      out[i] = 1f / (divisors == null ? wavelength : divisors[i] * wavelength);
    }
  }

  private void blend(RopeScaling.Yarn yarn) {
    double low = boundary(yarn, yarn.betaFast());
    double high = boundary(yarn, yarn.betaSlow());
    if (yarn.truncates()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(0, low);
    high = Math.min(spec.dimensions() - 1, high);
    double width = low == high ? 0.001 : high - low;
    for (int i = 0; i < plain.length; i++) {
      float interpolated = (float) Math.clamp((i - low) / width, 0, 1);
      float divided = (float) (plain[i] / yarn.factor());
      plain[i] = divided * interpolated + plain[i] * (1 - interpolated);
    }
  }

  /** The pair that turns {@code rotations} times over the original length (section 3.2). */
  private double boundary(RopeScaling.Yarn yarn, double rotations) {
    return spec.dimensions()
        * Math.log(yarn.originalContext() / (rotations * 2 * Math.PI))
        / (2 * Math.log(spec.base()));
  }

  int pairs() {
    return plain.length;
  }

  boolean interleaved() {
    return spec.interleaved();
  }

  /** Writes {@code [2 * pairs]}: cosines, then sines. */
  void at(int position, int promptTokens, float[] out) {
    float[] frequencies = frequencies(Math.max(promptTokens, position + 1));
    for (int i = 0; i < frequencies.length; i++) {
      float angle = position * frequencies[i];
      out[i] = (float) Math.cos(angle) * magnitude;
      out[frequencies.length + i] = (float) Math.sin(angle) * magnitude;
    }
  }

  private float[] frequencies(int length) {
    return switch (spec.scaling()) {
      case RopeScaling.LongRope longRope -> length > longRope.originalContext() ? beyond : plain;
      case RopeScaling.DynamicNtk dynamic when length > dynamic.originalContext() -> {
        if (length != lengthOfBeyond) {
          stretch(dynamic, length);
        }
        yield beyond;
      }
      default -> plain;
    };
  }

  private void stretch(RopeScaling.DynamicNtk dynamic, int length) {
    double d = spec.dimensions();
    double growth = dynamic.factor() * length / dynamic.originalContext() - (dynamic.factor() - 1);
    fill(beyond, spec.base() * Math.pow(growth, d / (d - 2)), spec.frequencyDivisors());
    lengthOfBeyond = length;
  }
}
