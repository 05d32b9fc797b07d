package dev.sluice.contract;

/** A model whose tokenizer is loaded. */
public record TokenizerModel(
    String name,
    String tokenizerDigest,
    int vocabSize,
    int contextLength,
    boolean hasChatTemplate,
    String bosToken,
    String eosToken) {}
