package dev.sluice.contract;

/**
 * A model as a pod serves it.
 *
 * @param weightsDigest identifies the weights; a stream continues only on a pod with the same one
 * @param tokenizerDigest identifies vocabulary, merges and special tokens; ids are valid only for
 *     the same one
 * @param contextLength tokens of prompt and output together
 * @param elementType the commonest weight type, for example {@code Q4_1}
 */
public record ServedModel(
    String name,
    String architecture,
    String elementType,
    long parameters,
    int contextLength,
    int vocabSize,
    String weightsDigest,
    String tokenizerDigest) {}
