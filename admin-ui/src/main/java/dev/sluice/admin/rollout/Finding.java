package dev.sluice.admin.rollout;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a canary goes back.
 *
 * @param reason one sentence for people
 * @param figures what it was concluded from
 */
record Finding(Cause cause, String reason, Map<String, Object> figures) {
  enum Cause {
    ERROR_RATE,
    FIRST_TOKEN,
    GOLDEN_OUTPUT,
    NO_POD
  }

  /** What is stored with the move. */
  Map<String, Object> evidence() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("cause", cause.name().toLowerCase(java.util.Locale.ROOT));
    evidence.putAll(figures);
    return evidence;
  }
}
