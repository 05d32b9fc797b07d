package dev.sluice.engine.model;

/**
 * The frequency scaling of Llama 3.1: long wavelengths are divided by the factor, short ones kept,
 * those between blended.
 */
public final class Llama3Divisors {
  private Llama3Divisors() {}

  /**
   * One divisor per pair.
   *
   * @param lowFactor wavelengths above {@code originalContext / lowFactor} are divided wholly
   * @param highFactor wavelengths below {@code originalContext / highFactor} are kept
   */
  public static float[] of(
      int dimensions,
      double base,
      double factor,
      double lowFactor,
      double highFactor,
      int originalContext) {
    float[] divisors = new float[dimensions / 2];
    for (int i = 0; i < divisors.length; i++) {
      double wavelength = 2 * Math.PI * Math.pow(base, (double) (2 * i) / dimensions);
      if (wavelength < originalContext / highFactor) {
        divisors[i] = 1;
      } else if (wavelength > originalContext / lowFactor) {
        divisors[i] = (float) factor;
      } else {
        double keep = (originalContext / wavelength - lowFactor) / (highFactor - lowFactor);
        divisors[i] = (float) (1 / ((1 - keep) / factor + keep));
      }
    }
    return divisors;
  }
}
