package dev.sluice.engine.compute;

/**
 * The fixed part of an attention operation. Compared by identity where slopes are given.
 *
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of a head
 * @param scale multiplies {@code q . k + bias}
 * @param window a token sees itself and {@code window - 1} tokens before it; 0 sees all
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 is off
 * @param alibiSlopes one slope per query head, exact in bfloat16, of the bias {@link #alibi}; null
 *     for none
 */
public record AttentionSpec(
    int heads,
    int kvHeads,
    int headDim,
    float scale,
    int window,
    float softcap,
    float[] alibiSlopes) {

  public AttentionSpec {
    if (heads <= 0 || kvHeads <= 0 || heads % kvHeads != 0 || headDim <= 0) {
      throw new IllegalArgumentException(
          heads + " heads of width " + headDim + " cannot share " + kvHeads + " key/value heads");
    }
    if (alibiSlopes != null && alibiSlopes.length != heads) {
      throw new IllegalArgumentException(
          heads + " heads cannot use " + alibiSlopes.length + " ALiBi slopes");
    }
  }

  /** Without ALiBi. */
  public AttentionSpec(
      int heads, int kvHeads, int headDim, float scale, int window, float softcap) {
    this(heads, kvHeads, headDim, scale, window, softcap, null);
  }

  public int headsPerKv() {
    return heads / kvHeads;
  }

  /** First position that a token at {@code position} sees. */
  public int firstVisible(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }

  /**
   * What is added to {@code q . k} before the scale (ALiBi, arXiv 2108.12409, in the arithmetic of
   * Falcon-RW: position and product are rounded to bfloat16); 0 without slopes.
   */
  public float alibi(int head, int keyPosition) {
    return alibiSlopes == null ? 0 : toBfloat16(alibiSlopes[head] * toBfloat16(keyPosition));
  }

  /** The nearest bfloat16, ties to even. */
  private static float toBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
  }
}
