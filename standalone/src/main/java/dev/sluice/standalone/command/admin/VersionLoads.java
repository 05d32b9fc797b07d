package dev.sluice.standalone.command.admin;

import dev.sluice.standalone.admin.AdminException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How far pods and tokenizers are with versions, in words. */
final class VersionLoads {
  private static final Duration POLL = Duration.ofMillis(500);

  private VersionLoads() {}

  /** Null for a version that pods are started with. */
  static JsonNode of(JsonNode loads, String versionId) {
    for (JsonNode load : loads) {
      if (load.get("versionId").asString().equals(versionId)) {
        return load;
      }
    }
    return null;
  }

  /** What differs from the model's own, with a space before it. */
  static String plan(JsonNode load) {
    String scaling = load.get("ropeScaling").asString("");
    String context = load.get("contextLength").asString("");
    return (scaling.isEmpty() ? "" : "  " + scaling)
        + (context.isEmpty() ? "" : "  context " + context);
  }

  static String line(JsonNode place) {
    String problem = place.get("problem").asString("");
    long total = place.get("totalBytes").asLong();
    String progress =
        place.get("state").asString().equals("fetching") && total > 0
            ? "  %d of %d MB"
                .formatted(place.get("fetchedBytes").asLong() / 1_000_000, total / 1_000_000)
            : "";
    return "%-9s  %s  %s%s%s"
        .formatted(
            place.get("kind").asString(),
            place.get("address").asString(),
            place.get("state").asString(),
            progress,
            problem.isEmpty() ? "" : "  " + problem);
  }

  /**
   * Returns when a pod serves the version and every tokenizer has it.
   *
   * @throws AdminException when one of them has failed, or none has a plan for it
   */
  static void await(Session session, JsonNode version) {
    String name = version.get("servedModel").asString();
    while (true) {
      JsonNode loads = session.api().get("/api/v1/version-loads", Map.of());
      JsonNode load = of(loads, version.get("id").asString());
      if (load == null || !load.get("isWanted").asBoolean()) {
        throw new AdminException(
            "'%s' is not to be loaded, so there is no end to wait for.".formatted(name));
      }
      if (load.get("isLoaded").asBoolean()) {
        return;
      }
      refuseFailed(name, load);
      pause();
    }
  }

  private static void refuseFailed(String name, JsonNode load) {
    for (JsonNode place : load.get("places")) {
      if (place.get("state").asString().equals("failed")) {
        throw new AdminException(
            "%s is not loaded by %s %s: %s"
                .formatted(
                    name,
                    place.get("kind").asString(),
                    place.get("address").asString(),
                    place.get("problem").asString()));
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("Interrupted while waiting for the version.");
    }
  }
}
