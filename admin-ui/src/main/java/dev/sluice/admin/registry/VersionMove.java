package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person writes to move a version.
 *
 * @param evidence what speaks for it, for example a load test's figures; stored as it is
 * @param sunsetAt when a version that is being deprecated goes, null leaves it open
 * @param override lets it pass the guards; then the reason must say why
 */
record VersionMove(
    String state, String reason, Map<String, Object> evidence, Instant sunsetAt, Boolean override) {
  private static final int REASON_CHARACTERS = 1000;

  VersionMove {
    evidence = evidence == null ? Map.of() : new LinkedHashMap<>(evidence);
  }

  /** The same with what was found out. */
  VersionMove with(Map<String, Object> found) {
    return new VersionMove(state, reason, found, sunsetAt, override);
  }

  static VersionMove to(String state) {
    return new VersionMove(state, null, null, null, null);
  }

  VersionState wanted() {
    if (state == null) {
      throw ApiFailure.missing("state");
    }
    List<VersionState> all = List.of(VersionState.values());
    return Arrays.stream(VersionState.values())
        .filter(known -> known.wire().equals(state))
        .findFirst()
        .orElseThrow(
            () ->
                ApiFailure.invalid(
                    "state", "state is '%s' and must be one of %s".formatted(state, all)));
  }

  boolean isOverride() {
    return Boolean.TRUE.equals(override);
  }

  boolean hasReason() {
    return reason != null && !reason.isBlank();
  }

  /** Refused when a field contradicts the move. */
  VersionMove checked(Instant now) {
    if (reason != null && reason.length() > REASON_CHARACTERS) {
      throw ApiFailure.invalid(
          "reason",
          "reason has %d characters, the most is %d".formatted(reason.length(), REASON_CHARACTERS));
    }
    if (isOverride() && !hasReason()) {
      throw ApiFailure.missing("reason");
    }
    if (sunsetAt != null && (wanted() != VersionState.DEPRECATED || !sunsetAt.isAfter(now))) {
      throw ApiFailure.invalid(
          "sunsetAt",
          "sunsetAt is %s; only a version that is being deprecated has one, in the future"
              .formatted(sunsetAt));
    }
    return this;
  }
}
