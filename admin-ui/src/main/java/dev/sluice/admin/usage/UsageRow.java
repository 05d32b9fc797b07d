package dev.sluice.admin.usage;

import java.time.Instant;

/**
 * What one key used of one version of a model within one bucket of time.
 *
 * @param model public name that was asked for
 * @param servedModel of the version; null where the gateway did not say
 * @param weightsDigest of the version; null where the gateway did not say
 */
record UsageRow(
    Instant bucketStart,
    String projectId,
    String keyId,
    String model,
    long requests,
    long promptTokens,
    long cachedPromptTokens,
    long outputTokens,
    long errors,
    String servedModel,
    String weightsDigest) {}
