package dev.sluice.standalone.command.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sluice admin model split}: who gets how much of a public name's traffic. */
@Command(
    name = "split",
    description = "Sets the weights of a public name's targets; makes the name when it is new.")
final class ModelSplitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The public name.")
  private String name;

  @Option(
      names = "--target",
      paramLabel = "MODEL=WEIGHT",
      required = true,
      description = "A served model and its weight. Can be given several times.")
  private Map<String, Integer> targets;

  @Option(
      names = "--sticky",
      paramLabel = "WHAT",
      description = "What keeps its target: none, key or session (default: as it is).")
  private String sticky;

  ModelSplitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    JsonNode current = null;
    for (JsonNode model : session.api().get("/api/v1/models", Map.of())) {
      current = model.get("name").asString().equals(name) ? model : current;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("description", current == null ? null : current.get("description"));
    body.put("targets", targets(current));
    body.put("sticky", sticky != null ? sticky : current == null ? null : current.get("sticky"));
    if (current == null) {
      session.api().post("/api/v1/models", body);
    } else {
      session.api().put("/api/v1/models/" + current.get("id").asString(), current, body);
    }
    targets.forEach((model, weight) -> session.print("%6d  %s".formatted(weight, model)));
    return 0;
  }

  /** A target that was tied to certain weights stays so. */
  private List<Map<String, Object>> targets(JsonNode current) {
    List<Map<String, Object>> wanted = new ArrayList<>();
    targets.forEach(
        (model, weight) -> {
          Map<String, Object> target = new LinkedHashMap<>();
          target.put("servedModel", model);
          target.put("weight", weight);
          if (current != null) {
            for (JsonNode old : current.get("targets")) {
              if (old.get("servedModel").asString().equals(model)) {
                target.put("weightsDigest", old.get("weightsDigest"));
              }
            }
          }
          wanted.add(target);
        });
    return wanted;
  }
}
