package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import java.util.List;

/** The limits of what a client may write into projects and keys. */
final class Checks {
  private static final int NAME_CHARACTERS = 100;
  private static final int MODEL_CHARACTERS = 200;
  private static final int MODELS_CHARACTERS = 8000;

  private Checks() {}

  static String name(String name) {
    if (name == null) {
      throw ApiFailure.missing("name");
    }
    if (name.isBlank() || name.length() > NAME_CHARACTERS) {
      throw ApiFailure.invalid(
          "name",
          "the name has %d characters and needs 1 to %d, not all blank"
              .formatted(name.length(), NAME_CHARACTERS));
    }
    return name;
  }

  static Long limit(String param, Long limit) {
    if (limit != null && limit < 1) {
      throw ApiFailure.invalid(
          param, "'%s' is %d and must be at least 1, or null".formatted(param, limit));
    }
    return limit;
  }

  /** The names one per line, as they are stored. */
  static String models(List<String> models) {
    if (models == null) {
      return "";
    }
    for (String model : models) {
      if (model == null
          || model.isBlank()
          || model.length() > MODEL_CHARACTERS
          || model.indexOf('\n') >= 0) {
        throw ApiFailure.invalid("allowedModels", "'%s' is no model's name".formatted(model));
      }
    }
    String stored = String.join("\n", models);
    if (stored.length() > MODELS_CHARACTERS) {
      throw ApiFailure.invalid(
          "allowedModels",
          "the names have %d characters together and may have %d"
              .formatted(stored.length(), MODELS_CHARACTERS));
    }
    return stored;
  }

  static long overlapSeconds(Long seconds, long max) {
    if (seconds == null) {
      throw ApiFailure.missing("overlapSeconds");
    }
    if (seconds < 0 || seconds > max) {
      throw ApiFailure.invalid(
          "overlapSeconds",
          "'overlapSeconds' is %d and must be from 0 to %d".formatted(seconds, max));
    }
    return seconds;
  }
}
