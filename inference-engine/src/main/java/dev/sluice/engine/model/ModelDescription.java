package dev.sluice.engine.model;

/**
 * What is known of a loaded model from outside.
 *
 * @param elementType the commonest weight type
 * @param contextLength most tokens of one sequence here, already cut to what was asked for
 * @param trainedContextLength what the model's file says
 * @param weightsDigest identifies the weights: SHA-256 over the file's header and samples of its
 *     data, so that opening stays fast
 * @param backend the chosen backend and why
 */
public record ModelDescription(
    String name,
    String architecture,
    String elementType,
    long parameters,
    int layers,
    int vocabSize,
    int contextLength,
    int trainedContextLength,
    String weightsDigest,
    String backend) {}
