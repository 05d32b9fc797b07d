package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin quota set}: creates a quota, or changes the one that counts the same. */
@Command(
    name = "set",
    description = "Limits an organisation, a project or a key; changes the limit where it has one.")
final class QuotaSetCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "METRIC/WINDOW=N",
      converter = LimitOption.Converter.class,
      description = "For example total_tokens/day=2000 or concurrent_streams=5.")
  private LimitOption limit;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  /** Whom it limits. */
  static final class Subject {
    @Option(names = "--organisation", paramLabel = "NAME", description = "Name or id.")
    private String organisation;

    @Option(names = "--project", paramLabel = "NAME", description = "Name or id.")
    private String project;

    @Option(names = "--key", paramLabel = "NAME", description = "Name or id.")
    private String key;
  }

  @Option(
      names = "--models",
      paramLabel = "PATTERN",
      defaultValue = "*",
      description = "Public names that count, * stands for anything (default: all).")
  private String models;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "enforce",
      description = "enforce or shadow (default: ${DEFAULT-VALUE}).")
  private String mode;

  @Option(
      names = "--on-store-down",
      paramLabel = "MODE",
      defaultValue = "deny",
      description = "allow, deny or degraded (default: ${DEFAULT-VALUE}).")
  private String onStoreDown;

  @Option(names = "--json", description = "Print the quota as JSON.")
  private boolean isJson;

  QuotaSetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String scope =
        subject.organisation != null ? "organisation" : subject.project != null ? "project" : "key";
    String scopeId = scopeId();
    Map<String, Object> body = new LinkedHashMap<>(limit.body());
    body.put("modelPattern", models);
    body.put("mode", mode);
    body.put("onStoreDown", onStoreDown);
    List<JsonNode> same =
        session.api().all("/api/v1/quotas", Map.of("scopeId", scopeId)).stream()
            .filter(this::countsTheSame)
            .toList();
    JsonNode quota;
    if (same.isEmpty()) {
      body.put("scope", scope);
      body.put("scopeId", scopeId);
      quota = session.api().post("/api/v1/quotas", body);
    } else {
      JsonNode current = same.getFirst();
      quota = session.api().put("/api/v1/quotas/" + current.get("id").asString(), current, body);
    }
    QuotaListCommand.show(session, List.of(quota), isJson);
    return 0;
  }

  private boolean countsTheSame(JsonNode quota) {
    String window = quota.get("window").isNull() ? null : quota.get("window").asString();
    return quota.get("metric").asString().equals(limit.metric())
        && Objects.equals(window, limit.window())
        && quota.get("modelPattern").asString().equals(models);
  }

  private String scopeId() {
    if (subject.organisation != null) {
      return session.organisation(subject.organisation).get("id").asString();
    }
    return subject.project != null
        ? session.project(subject.project).get("id").asString()
        : session.key(subject.key).get("rootId").asString();
  }
}
