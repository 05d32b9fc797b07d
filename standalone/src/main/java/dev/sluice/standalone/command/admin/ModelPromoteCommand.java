package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
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

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the move.")
  private String reason;

  @Option(
      names = "--evidence",
      paramLabel = "NAME=VALUE",
      description = "A result that speaks for it. Can be given several times.")
  private Map<String, String> evidence = Map.of();

  @Option(
      names = "--sunset",
      paramLabel = "TIME",
      description =
          "When a version that is being deprecated goes, for example 2030-01-31T00:00:00Z; its"
              + " answers say so.")
  private String sunset;

  @Option(names = "--override", description = "Pass the guards; needs a reason.")
  private boolean isOverride;

  @Option(
      names = "--wait",
      description = "Wait until pods and tokenizers have loaded it; fails when one of them cannot.")
  private boolean isWaiting;

  ModelPromoteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode current = session.version(version);
    String path = "/api/v1/model-versions/" + current.get("id").asString();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("state", state);
    body.put("reason", reason);
    body.put("evidence", evidence.isEmpty() ? null : evidence);
    body.put("sunsetAt", sunset);
    body.put("override", isOverride);
    JsonNode moved = session.api().put(path, current, body);
    if (isWaiting) {
      VersionLoads.await(session, moved);
    }
    session.print(
        "%s is %s".formatted(moved.get("servedModel").asString(), moved.get("state").asString()));
    return 0;
  }
}
