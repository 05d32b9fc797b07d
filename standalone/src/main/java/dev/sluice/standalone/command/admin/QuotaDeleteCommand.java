package dev.sluice.standalone.command.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin quota delete}. */
@Command(name = "delete", description = "Takes a quota away.")
final class QuotaDeleteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "As 'sluice admin quota list' shows it.")
  private String id;

  QuotaDeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode quota =
        session.named("quota", session.api().all("/api/v1/quotas", Map.of()), "id", id);
    session.api().delete("/api/v1/quotas/" + id, quota);
    session.print("deleted " + id);
    return 0;
  }
}
