package dev.sluice.standalone.command.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice admin usage export}. */
@Command(
    name = "export",
    description = "Prints requests and tokens by hour or day, project, key, model and version.")
final class UsageExportCommand implements Callable<Integer> {
  private static final Duration USUAL = Duration.ofDays(30);

  private final Session session;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First moment that counts (default: 30 days ago).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "First moment that no longer counts (default: now).")
  private String to;

  @Option(
      names = "--by",
      paramLabel = "WIDTH",
      defaultValue = "day",
      description = "hour or day (default: ${DEFAULT-VALUE}).")
  private String by;

  @Option(names = "--project", paramLabel = "NAME", description = "Only this project.")
  private String project;

  @Option(names = "--key", paramLabel = "NAME", description = "Only this key.")
  private String key;

  @Option(names = "--model", paramLabel = "NAME", description = "Only this public name.")
  private String model;

  @Option(
      names = "--served-model",
      paramLabel = "NAME",
      description = "Only the versions that pods serve under this name.")
  private String servedModel;

  @ArgGroup private Format format;

  /** How it is printed. */
  static final class Format {
    @Option(names = "--json", description = "Print a JSON list.")
    private boolean isJson;

    @Option(names = "--csv", description = "Print CSV (default).")
    private boolean isCsv;
  }

  UsageExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("from", from == null ? now.minus(USUAL).toString() : from);
    query.put("to", to == null ? now.toString() : to);
    query.put("groupBy", by);
    if (project != null) {
      query.put("projectId", session.project(project).get("id").asString());
    }
    if (key != null) {
      query.put("keyId", session.key(key).get("id").asString());
    }
    if (model != null) {
      query.put("model", model);
    }
    if (servedModel != null) {
      query.put("servedModel", servedModel);
    }
    if (format != null && format.isJson) {
      session.printJson(session.api().get("/api/v1/usage", query));
    } else {
      session.api().copy("/api/v1/usage.csv", query, session.console().out());
      session.console().out().flush();
    }
    return 0;
  }
}
