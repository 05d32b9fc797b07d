package dev.sluice.admin.usage;

import dev.sluice.admin.api.Cursor;
import java.time.Instant;

/** A usage event as the console shows it; see {@link dev.sluice.contract.UsageEvent}. */
record UsageEventView(
    String id,
    Instant at,
    String projectId,
    String keyId,
    String model,
    String servedModel,
    String weightsDigest,
    String podId,
    String endpoint,
    boolean streamed,
    long promptTokens,
    long cachedPromptTokens,
    long outputTokens,
    String finishReason,
    String errorCode,
    Long timeToFirstTokenMicros,
    Long interTokenMicros,
    long durationMicros) {

  Cursor place() {
    return new Cursor(at.toEpochMilli(), id);
  }
}
