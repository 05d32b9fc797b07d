package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model register}: a version with the place of its weights. */
@Command(
    name = "register",
    description =
        "Registers a version that pods load from one of --path, --url and --hub once it is"
            + " validated. It is served as NAME:VERSION.")
final class ModelRegisterCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      required = true,
      description = "The model's name.")
  private String model;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      required = true,
      description = "The version's name; the two with a colon between them are what is served.")
  private String version;

  @Option(
      names = "--weights-digest",
      paramLabel = "DIGEST",
      description = "Only these weights count, as pods tell them (default: any).")
  private String weightsDigest;

  @Mixin private LoadPlanOptions plan;

  @Option(names = "--json", description = "Print the version as JSON.")
  private boolean isJson;

  ModelRegisterCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("servedModel", model + ":" + version);
    body.put("weightsDigest", weightsDigest);
    body.put("loadPlan", plan.body());
    JsonNode registered = session.api().post("/api/v1/model-versions", body);
    if (isJson) {
      session.printJson(registered);
    } else {
      session.print(registered.get("servedModel").asString() + " is registered");
    }
    return 0;
  }
}
