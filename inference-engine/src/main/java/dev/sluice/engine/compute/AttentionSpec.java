package dev.sluice.engine.compute;

/**
 * The fixed part of an attention operation.
 *
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of a head
 * @param scale multiplies {@code q . k}
 * @param window a token sees itself and {@code window - 1} tokens before it; 0 sees all
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 is off
 */
public record AttentionSpec(
    int heads, int kvHeads, int headDim, float scale, int window, float softcap) {

  public AttentionSpec {
    if (heads <= 0 || kvHeads <= 0 || heads % kvHeads != 0 || headDim <= 0) {
      throw new IllegalArgumentException(
          heads + " heads of width " + headDim + " cannot share " + kvHeads + " key/value heads");
    }
  }

  public int headsPerKv() {
    return heads / kvHeads;
  }

  /** First position that a token at {@code position} sees. */
  public int firstVisible(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }
}
