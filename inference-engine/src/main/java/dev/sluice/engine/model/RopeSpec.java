package dev.sluice.engine.model;

/**
 * Rotary position embedding with its scaling.
 *
 * @param dimensions rotated components of a head, even
 * @param base theta
 * @param interleaved pairs are neighbours; otherwise halves
 * @param scaling how positions beyond the trained length are met
 * @param factor of linear scaling and YaRN
 * @param originalContext trained length, for YaRN
 * @param attentionFactor multiplies cosines and sines, 0 takes the method's own
 * @param frequencyDivisors one per pair, or null (Llama 3 files store them as {@code rope_freqs})
 */
public record RopeSpec(
    int dimensions,
    double base,
    boolean interleaved,
    Scaling scaling,
    double factor,
    int originalContext,
    double attentionFactor,
    float[] frequencyDivisors) {

  /** A method. */
  public enum Scaling {
    NONE,
    /** Position Interpolation (arXiv 2306.15595): positions are divided by the factor. */
    LINEAR,
    /**
     * YaRN (arXiv 2309.00071): each frequency is interpolated, kept or blended by its wavelength.
     */
    YARN
  }
}
