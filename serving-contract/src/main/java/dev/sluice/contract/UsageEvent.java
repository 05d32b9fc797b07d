package dev.sluice.contract;

import java.util.List;

/**
 * What one request used; append-only and without any text.
 *
 * @param id unique per request; posting it twice counts once
 * @param finishReason {@code stop}, {@code length}, {@code cancelled} or {@code error}
 * @param errorCode {@link ErrorCode#wire()}, {@link #GATEWAY_LOST}, or null
 * @param timeToFirstTokenMicros null when no token came
 * @param charges what it used of which quotas
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
    long durationMicros,
    List<QuotaCharge> charges) {

  /** The error code of a request whose gateway died while it ran. */
  public static final String GATEWAY_LOST = "gateway_lost";

  public UsageEvent {
    charges = charges == null ? List.of() : List.copyOf(charges);
  }
}
