package dev.sluice.engine.model;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decoder-only transformer is made of.
 *
 * @param architecture for people
 * @param hidden width of the residual stream
 * @param vocabSize rows of the embedding
 * @param trainedContext longest sequence the model was made for
 * @param block how each block is put together
 * @param layers one entry per block; heads and head width are the same in all
 * @param ropes rotary embeddings that layers choose from; empty without any
 * @param learnedPositions rows of a learned position embedding, 0 without one
 * @param embeddingScale multiplies token embeddings, 1 for none
 * @param logitSoftcap logits become {@code softcap * tanh(logit / softcap)}; 0 is off
 */
public record DecoderSpec(
    String architecture,
    int hidden,
    int vocabSize,
    int trainedContext,
    BlockSpec block,
    List<LayerSpec> layers,
    List<RopeSpec> ropes,
    int learnedPositions,
    float embeddingScale,
    float logitSoftcap) {

  public DecoderSpec withEmbeddingScale(float scale) {
    return new DecoderSpec(
        architecture,
        hidden,
        vocabSize,
        trainedContext,
        block,
        layers,
        ropes,
        learnedPositions,
        scale,
        logitSoftcap);
  }

  public DecoderSpec withLogitSoftcap(float cap) {
    return new DecoderSpec(
        architecture,
        hidden,
        vocabSize,
        trainedContext,
        block,
        layers,
        ropes,
        learnedPositions,
        embeddingScale,
        cap);
  }

  /** With a learned embedding of so many positions. */
  public DecoderSpec withLearnedPositions(int rows) {
    return new DecoderSpec(
        architecture,
        hidden,
        vocabSize,
        trainedContext,
        block,
        layers,
        ropes,
        rows,
        embeddingScale,
        logitSoftcap);
  }

  /** Heads of the first layer, which are those of all. */
  public AttentionSpec heads() {
    return layers.getFirst().attention();
  }

  /** Width of all query heads. */
  public int queryWidth() {
    return heads().heads() * heads().headDim();
  }

  /** Width of all key or value heads. */
  public int kvWidth() {
    return heads().kvHeads() * heads().headDim();
  }

  /** Bytes of keys and values per token in all layers. */
  public long kvBytesPerToken(ElementType type) {
    return 2L * layers.size() * type.rowBytes(kvWidth());
  }

  /**
   * With another scaling of its first rotary embedding, the one of layers that see everything.
   *
   * @throws ModelLoadException when there is none
   */
  DecoderSpec with(RopeOverride override) {
    if (ropes.isEmpty()) {
      throw new ModelLoadException(
          "rope scaling '%s' was asked for, but %s has no rotary positions"
              .formatted(override, architecture));
    }
    List<RopeSpec> scaled = new ArrayList<>(ropes);
    scaled.set(0, override.applyTo(ropes.getFirst(), trainedContext));
    return new DecoderSpec(
        architecture,
        hidden,
        vocabSize,
        override.context(ropes.getFirst(), trainedContext),
        block,
        layers,
        scaled,
        learnedPositions,
        embeddingScale,
        logitSoftcap);
  }
}
