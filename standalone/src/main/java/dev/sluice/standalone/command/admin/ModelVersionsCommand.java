package dev.sluice.standalone.command.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model versions}: states, and how far pods and tokenizers are with each. */
@Command(
    name = "versions",
    description = "Lists versions with their states and what pods and tokenizers have of them.")
final class ModelVersionsCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--json",
      description = "Print a JSON list; \"load\" of a version that pods are started with is null.")
  private boolean isJson;

  ModelVersionsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode versions = session.api().get("/api/v1/model-versions", Map.of());
    JsonNode loads = session.api().get("/api/v1/version-loads", Map.of());
    List<Map<String, Object>> all = new ArrayList<>();
    for (JsonNode version : versions) {
      JsonNode load = VersionLoads.of(loads, version.get("id").asString());
      Map<String, Object> both = new LinkedHashMap<>();
      version.properties().forEach(field -> both.put(field.getKey(), field.getValue()));
      both.put("load", load);
      all.add(both);
      if (!isJson) {
        show(version, load);
      }
    }
    if (isJson) {
      session.printJson(all);
    }
    return 0;
  }

  private void show(JsonNode version, JsonNode load) {
    session.print(
        "%-10s  %s%s"
            .formatted(
                version.get("state").asString(),
                version.get("servedModel").asString(),
                load == null ? "" : VersionLoads.plan(load)));
    if (load != null) {
      load.get("places").forEach(place -> session.print("  " + VersionLoads.line(place)));
    }
  }
}
