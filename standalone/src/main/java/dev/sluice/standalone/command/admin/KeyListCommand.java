package dev.sluice.standalone.command.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin key list}. */
@Command(name = "list", description = "Lists keys, newest first, never their secrets.")
final class KeyListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--project", paramLabel = "NAME", description = "Only those of this project.")
  private String project;

  @Option(names = "--json", description = "Print a JSON list.")
  private boolean isJson;

  KeyListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, String> query =
        project == null
            ? Map.of()
            : Map.of("projectId", session.project(project).get("id").asString());
    List<JsonNode> keys = session.api().all("/api/v1/keys", query);
    if (isJson) {
      session.printJson(keys);
      return 0;
    }
    for (JsonNode key : keys) {
      session.print(
          String.format(
              Locale.ROOT,
              "%s  %-24s %-16s %s",
              key.get("id").asString(),
              key.get("name").asString(),
              key.get("prefix").asString(),
              state(key)));
    }
    return 0;
  }

  private static String state(JsonNode key) {
    if (!key.get("revokedAt").isNull()) {
      return "revoked " + key.get("revokedAt").asString();
    }
    return key.get("expiresAt").isNull()
        ? "active"
        : "active until " + key.get("expiresAt").asString();
  }
}
