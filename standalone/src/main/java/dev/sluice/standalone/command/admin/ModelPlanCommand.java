package dev.sluice.standalone.command.admin;

import dev.sluice.standalone.admin.AdminException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice admin model plan}: what pods are to load for a version. */
@Command(
    name = "plan",
    description = {
      "Shows the load plan of a version, or replaces it by one of --path, --url and --hub.",
      "A plan can change only while its version is registered. Every pod is told to load every"
          + " version with a plan from when it is validated until it is archived."
    })
final class ModelPlanCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "VERSION", description = "Served name or id of the version.")
  private String version;

  @Mixin private LoadPlanOptions options;

  @Option(names = "--json", description = "Print the plan as JSON.")
  private boolean isJson;

  ModelPlanCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode wanted = session.version(version);
    String name = wanted.get("servedModel").asString();
    String id = wanted.get("id").asString();
    String path = "/api/v1/model-versions/%s/load-plan".formatted(id);
    boolean hasPlan =
        VersionLoads.of(session.api().get("/api/v1/version-loads", Map.of()), id) != null;
    if (!hasPlan && !options.isGiven()) {
      throw new AdminException(
          "'%s' has no load plan: pods are started with it. Give it one with --path, --url or --hub."
              .formatted(name));
    }
    JsonNode plan = hasPlan ? session.api().get(path, Map.of()) : none();
    if (options.isGiven()) {
      plan = session.api().put(path, plan, options.body());
    }
    if (isJson) {
      session.printJson(plan);
    } else {
      session.print(name + "  " + source(plan.get("source")) + VersionLoads.plan(plan));
    }
    return 0;
  }

  /** The version of what is not there yet. */
  private static JsonNode none() {
    return JsonMapper.shared().createObjectNode().put("version", 0);
  }

  private static String source(JsonNode source) {
    return source.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .map(field -> field.getKey() + " " + field.getValue().asString())
        .collect(Collectors.joining("  "));
  }
}
