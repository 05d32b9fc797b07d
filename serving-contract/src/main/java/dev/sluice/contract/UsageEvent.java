package dev.sluice.contract;

import java.util.List;

/**
 * What one request used; append-only and without any text.
 *
 * @param id unique per request; posting it twice counts once
 * @param servedModel the version that served it, or was to; null when none was found
 * @param weightsDigest of that version
 * @param finishReason {@code stop}, {@code length}, {@code cancelled} or {@code error}
 * @param errorCode {@link ErrorCode#wire()}, {@link #GATEWAY_LOST}, or null; not null says that the
 *     request failed
 * @param timeToFirstTokenMicros null when no token came
 * @param interTokenMicros mean time from one token of a choice to the next; null while none has two
 * @param charges what it used of which quotas
 */
public record UsageEvent(
    String id,
    long occurredAtEpochMillis,
    String keyId,
    String projectId,
    String model,
    String servedModel,
    String weightsDigest,
    String podId,
    String endpoint,
    boolean streamed,
    int promptTokens,
    int cachedPromptTokens,
    int outputTokens,
    String finishReason,
    String errorCode,
    Long timeToFirstTokenMicros,
    Long interTokenMicros,
    long durationMicros,
    List<QuotaCharge> charges) {

  /** The error code of a request whose gateway died while it ran. */
  public static final String GATEWAY_LOST = "gateway_lost";

  public UsageEvent {
    charges = charges == null ? List.of() : List.copyOf(charges);
  }

  /** One that says nothing of the version. */
  public UsageEvent(
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
      long durationMicros,
      List<QuotaCharge> charges) {
    this(
        id,
        occurredAtEpochMillis,
        keyId,
        projectId,
        model,
        null,
        null,
        podId,
        endpoint,
        streamed,
        promptTokens,
        cachedPromptTokens,
        outputTokens,
        finishReason,
        errorCode,
        timeToFirstTokenMicros,
        null,
        durationMicros,
        charges);
  }
}
