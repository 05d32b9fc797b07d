package dev.sluice.bench;

import dev.sluice.engine.tensor.ElementType;

/**
 * The sizes of a decoder that decide its speed.
 *
 * @param gated whether the feed-forward network has a gate beside its inner layer
 */
record DecoderShape(
    String name,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int inner,
    boolean gated,
    int vocabulary) {

  static final DecoderShape PHI_1_5 =
      new DecoderShape("phi-1.5", 2048, 24, 32, 32, 64, 8192, false, 51200);
  static final DecoderShape LLAMA_1B =
      new DecoderShape("Llama 3.2 1B", 2048, 16, 32, 8, 64, 8192, true, 128256);
  static final DecoderShape LLAMA_8B =
      new DecoderShape("Llama 3.1 8B", 4096, 32, 32, 8, 128, 14336, true, 128256);

  /** To try the measurement itself. */
  static final DecoderShape TINY = new DecoderShape("tiny", 64, 2, 4, 2, 16, 128, true, 512);

  /** Values of all matrices that a token passes. */
  long parameters() {
    long attention = 2L * hidden * headDim * (heads + kvHeads);
    return layers * (attention + (gated ? 3L : 2L) * hidden * inner) + (long) hidden * vocabulary;
  }

  long weightBytes(ElementType type) {
    return parameters() / type.blockElements() * type.blockBytes();
  }

  /** Keys and values of one token. */
  long kvBytesPerToken(ElementType kvType) {
    return 2L * layers * kvType.rowBytes((long) kvHeads * headDim);
  }
}
