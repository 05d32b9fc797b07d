package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model list}. */
@Command(name = "list", description = "Lists public names with their targets, and versions.")
final class ModelListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print {\"models\":[...],\"versions\":[...]}.")
  private boolean isJson;

  ModelListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode models = session.api().get("/api/v1/models", Map.of());
    JsonNode versions = session.api().get("/api/v1/model-versions", Map.of());
    if (isJson) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("models", models);
      both.put("versions", versions);
      session.printJson(both);
      return 0;
    }
    for (JsonNode model : models) {
      session.print(model.get("name").asString());
      for (JsonNode target : model.get("targets")) {
        session.print(
            "  %6d  %s"
                .formatted(target.get("weight").asLong(), target.get("servedModel").asString()));
      }
    }
    for (JsonNode version : versions) {
      session.print(
          "%s  %s"
              .formatted(version.get("state").asString(), version.get("servedModel").asString()));
    }
    return 0;
  }
}
