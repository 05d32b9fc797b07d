package dev.sluice.admin.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * The life of a model version. What fails its validation goes back to where it was registered, a
 * canary that disappoints back to the stage; a live version is never made a canary again, a new
 * split is. A deprecated version can be put back; an archived one is gone for good, since its
 * weights may be deleted.
 */
enum VersionState {
  REGISTERED,
  VALIDATING,
  STAGED,
  CANARY,
  LIVE,
  DEPRECATED,
  ARCHIVED;

  /** Where a version in this state can go. */
  List<VersionState> next() {
    return switch (this) {
      case REGISTERED -> List.of(VALIDATING, ARCHIVED);
      case VALIDATING -> List.of(STAGED, REGISTERED);
      case STAGED -> List.of(CANARY, ARCHIVED);
      case CANARY -> List.of(LIVE, STAGED);
      case LIVE -> List.of(DEPRECATED);
      case DEPRECATED -> List.of(LIVE, ARCHIVED);
      case ARCHIVED -> List.of();
    };
  }

  @JsonValue
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return wire();
  }
}
