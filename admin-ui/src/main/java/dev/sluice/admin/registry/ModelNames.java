package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;

/** The rules for names and digests that people write. */
final class ModelNames {
  private static final int DIGEST_CHARACTERS = 200;

  private ModelNames() {}

  static String checked(String param, String value, int longest) {
    if (value == null || value.isBlank()) {
      throw ApiFailure.missing(param);
    }
    String tidy = value.strip();
    if (tidy.length() > longest) {
      throw ApiFailure.invalid(
          param, "%s has %d characters, the most is %d".formatted(param, tidy.length(), longest));
    }
    if (tidy.chars().anyMatch(Character::isISOControl)) {
      throw ApiFailure.invalid(param, "%s contains a control character".formatted(param));
    }
    return tidy;
  }

  /** Null, which is any weights, for null and for nothing. */
  static String digest(String param, String value) {
    return value == null || value.isBlank() ? null : checked(param, value, DIGEST_CHARACTERS);
  }

  /** A digest as the tables hold it: they have nothing where the records have null. */
  static String stored(String digest) {
    return digest == null ? "" : digest;
  }

  static String fromStored(String digest) {
    return digest.isEmpty() ? null : digest;
  }
}
