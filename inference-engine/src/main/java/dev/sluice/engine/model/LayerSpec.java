package dev.sluice.engine.model;

import dev.sluice.engine.compute.AttentionSpec;

/**
 * One block's own part of a {@link DecoderSpec}.
 *
 * @param rope index among the decoder's rotary embeddings; ignored where there are none
 */
public record LayerSpec(AttentionSpec attention, int rope, FeedForward feedForward) {}
