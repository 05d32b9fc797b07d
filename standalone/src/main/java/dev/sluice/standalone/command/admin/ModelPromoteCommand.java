package dev.sluice.standalone.command.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model promote}: a version to its next state. */
@Command(name = "promote", description = "Moves a version to another state of its life.")
final class ModelPromoteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "VERSION", description = "Served name or id of the version.")
  private String version;

  @Option(
      names = "--to",
      paramLabel = "STATE",
      defaultValue = "live",
      description = "The state (default: ${DEFAULT-VALUE}).")
  private String state;

  ModelPromoteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode current =
        session.named(
            "version",
            session.api().get("/api/v1/model-versions", Map.of()),
            "servedModel",
            version);
    String path = "/api/v1/model-versions/" + current.get("id").asString();
    JsonNode moved = session.api().put(path, current, Map.of("state", state));
    session.print(
        "%s is %s".formatted(moved.get("servedModel").asString(), moved.get("state").asString()));
    return 0;
  }
}
