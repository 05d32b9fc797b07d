package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin key create}: the only command that shows a key's secret, with rotate. */
@Command(name = "create", description = "Creates a key and prints it, once.")
final class KeyCreateCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--project",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Name or id of its project (default: ${DEFAULT-VALUE}).")
  private String project;

  @Option(names = "--name", paramLabel = "NAME", required = true, description = "Its name.")
  private String name;

  @Option(
      names = "--limit",
      paramLabel = "METRIC/WINDOW=N",
      converter = LimitOption.Converter.class,
      description =
          "A quota of its own, for example total_tokens/day=2000, requests/minute=60 or"
              + " concurrent_streams=5. Can be given several times.")
  private List<LimitOption> limits = List.of();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "A public name it may use; without any it may use all.")
  private List<String> models = List.of();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "chat, completions, tokens or models; without any it has all.")
  private List<String> scopes = List.of();

  @Option(
      names = "--network",
      paramLabel = "CIDR",
      description = "Where it may be used from; without any, everywhere.")
  private List<String> networks = List.of();

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "When it ends, for example 2030-01-31T00:00:00Z.")
  private String expires;

  @Option(names = "--json", description = "Print {\"id\":...,\"key\":...}.")
  private boolean isJson;

  KeyCreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("projectId", session.project(project).get("id").asString());
    body.put("name", name);
    body.put("allowedModels", models);
    body.put("scopes", scopes);
    body.put("networks", networks);
    body.put("expiresAt", expires);
    body.put("limits", limits.stream().map(LimitOption::body).toList());
    show(session, session.api().post("/api/v1/keys", body), isJson);
    return 0;
  }

  static void show(Session session, JsonNode created, boolean isJson) {
    String id = created.at("/apiKey/id").asString();
    String key = created.get("key").asString();
    if (isJson) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("id", id);
      shown.put("key", key);
      session.printJson(shown);
    } else {
      session.print("id   " + id);
      session.print("key  " + key);
    }
  }
}
