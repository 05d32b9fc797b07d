package dev.sluice.admin.usage;

import java.time.Instant;

/** What one key used of one model within one bucket of time. */
record UsageRow(
    Instant bucketStart,
    String projectId,
    String keyId,
    String model,
    long requests,
    long promptTokens,
    long cachedPromptTokens,
    long outputTokens,
    long errors) {}
