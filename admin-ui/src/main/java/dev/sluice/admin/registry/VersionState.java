package dev.sluice.admin.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * The life of a model version. A deprecated version can be put back; an archived one is gone for
 * good, since its weights may be deleted.
 */
enum VersionState {
  REGISTERED,
  LIVE,
  DEPRECATED,
  ARCHIVED;

  /** Where a version in this state can go. */
  List<VersionState> next() {
    return switch (this) {
      case REGISTERED -> List.of(LIVE, ARCHIVED);
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
