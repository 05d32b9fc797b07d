package dev.sluice.standalone.command.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model retry}: the cause of a failed load is mended. */
@Command(name = "retry", description = "Has failed loads of a version tried again at once.")
final class ModelRetryCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "VERSION", description = "Served name or id of the version.")
  private String version;

  ModelRetryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode current = session.version(version);
    String path = "/api/v1/model-versions/%s/retry".formatted(current.get("id").asString());
    session.api().post(path, Map.of());
    session.print(current.get("servedModel").asString() + " is tried again");
    return 0;
  }
}
