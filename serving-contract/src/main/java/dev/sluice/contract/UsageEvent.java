package dev.sluice.contract;

/**
 * What one request used; append-only and without any text.
 *
 * @param id unique per request; posting it twice counts once
 * @param finishReason {@code stop}, {@code length}, {@code cancelled} or {@code error}
 * @param errorCode {@link ErrorCode#wire()}, or null
 * @param timeToFirstTokenMicros null when no token came
 */
public record UsageEvent(
    String id,
    long occurredAtEpochMillis,
    String keyId,
    String projectId,
    String model,
    String podId,
    String endpoint,
    boolean streamed,
    int promptTokens,
    int cachedPromptTokens,
    int outputTokens,
    String finishReason,
    String errorCode,
    Long timeToFirstTokenMicros,
    long durationMicros) {}
