package dev.sluice.standalone.command.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin quota list}. */
@Command(name = "list", description = "Lists quotas with what is used of them now.")
final class QuotaListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print a JSON list.")
  private boolean isJson;

  QuotaListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    show(session, session.api().all("/api/v1/quotas", Map.of()), isJson);
    return 0;
  }

  static void show(Session session, List<JsonNode> quotas, boolean isJson) {
    if (isJson) {
      session.printJson(quotas);
      return;
    }
    for (JsonNode quota : quotas) {
      String window = quota.get("window").isNull() ? "" : "/" + quota.get("window").asString();
      session.print(
          String.format(
              Locale.ROOT,
              "%s  %s %s  %s%s  %d used and %d leased of %d  %s",
              quota.get("id").asString(),
              quota.get("scope").asString(),
              quota.get("scopeId").asString(),
              quota.get("metric").asString(),
              window,
              quota.get("used").asLong(),
              quota.get("leased").asLong(),
              quota.get("limit").asLong(),
              quota.get("mode").asString()));
    }
  }
}
