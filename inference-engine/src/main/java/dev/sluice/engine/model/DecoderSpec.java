package dev.sluice.engine.model;

import dev.sluice.engine.compute.AttentionSpec;

/**
 * What a LLaMA-shaped decoder is made of: pre-norm blocks of grouped-query attention and a gated
 * feed-forward network.
 *
 * @param architecture for people
 * @param layers blocks
 * @param hidden width of the residual stream
 * @param feedForward width of the gated network
 * @param vocabSize rows of the embedding
 * @param trainedContext longest sequence the model was made for
 * @param normEpsilon of RMSNorm
 * @param attention heads and scale
 * @param rope position embedding
 */
public record DecoderSpec(
    String architecture,
    int layers,
    int hidden,
    int feedForward,
    int vocabSize,
    int trainedContext,
    float normEpsilon,
    AttentionSpec attention,
    RopeSpec rope) {

  /** Width of all query heads. */
  public int queryWidth() {
    return attention.heads() * attention.headDim();
  }

  /** Width of all key or value heads. */
  public int kvWidth() {
    return attention.kvHeads() * attention.headDim();
  }

  /** Bytes of keys and values per token in all layers, in 32-bit floats. */
  public long kvBytesPerToken() {
    return 2L * layers * kvWidth() * Float.BYTES;
  }
}
