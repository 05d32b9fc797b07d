package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.KeyScope;
import dev.sluice.contract.NetworkRange;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The limits of what a client may write into projects and keys. */
final class Checks {
  private static final int NAME_CHARACTERS = 100;
  private static final int MODEL_CHARACTERS = 200;
  private static final int MODELS_CHARACTERS = 8000;
  private static final int NETWORKS_CHARACTERS = 4000;

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

  /** The scopes one per line, as they are stored. */
  static String scopes(List<String> scopes) {
    if (scopes == null) {
      return "";
    }
    List<String> known =
        Arrays.stream(KeyScope.values())
            .filter(KeyScope::isForClients)
            .map(KeyScope::wire)
            .toList();
    for (String scope : scopes) {
      if (!known.contains(scope)) {
        throw ApiFailure.invalid(
            "scopes", "'%s' is no scope; there are %s".formatted(scope, known));
      }
    }
    return String.join("\n", new TreeSet<>(scopes));
  }

  /** The networks one per line, as they are stored. */
  static String networks(List<String> networks) {
    if (networks == null) {
      return "";
    }
    for (String network : networks) {
      requireNetwork(network);
    }
    String stored = String.join("\n", networks);
    if (stored.length() > NETWORKS_CHARACTERS) {
      throw ApiFailure.invalid(
          "networks",
          "the networks have %d characters together and may have %d"
              .formatted(stored.length(), NETWORKS_CHARACTERS));
    }
    return stored;
  }

  private static void requireNetwork(String network) {
    try {
      NetworkRange.parse(network == null ? "" : network);
    } catch (IllegalArgumentException _) {
      throw ApiFailure.invalid(
          "networks", "'%s' is no network; write for example 10.0.0.0/8".formatted(network));
    }
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
