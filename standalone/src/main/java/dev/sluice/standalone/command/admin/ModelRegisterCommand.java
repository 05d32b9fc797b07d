package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
      names = "--path",
      paramLabel = "PATH",
      description = "A GGUF file or Hugging Face folder that pods and tokenizers can read.")
  private String path;

  @Option(names = "--url", paramLabel = "URL", description = "A GGUF file; needs --sha256.")
  private String url;

  @Option(
      names = "--hub",
      paramLabel = "OWNER/NAME",
      description = "A repository of the hub; needs --file.")
  private String repository;

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      description = "Commit, tag or branch of the repository (default: main).")
  private String revision;

  @Option(names = "--file", paramLabel = "PATH", description = "A GGUF file of the repository.")
  private String file;

  @Option(names = "--sha256", paramLabel = "HEX", description = "Of the whole file.")
  private String sha256;

  @Option(
      names = "--weights-digest",
      paramLabel = "DIGEST",
      description = "Only these weights count, as pods tell them (default: any).")
  private String weightsDigest;

  @Option(
      names = "--rope-scaling",
      paramLabel = "METHOD",
      description =
          "Positions instead of the model's own: none, linear:F, dynamic:F, yarn:F or llama3:F.")
  private String ropeScaling;

  @Option(
      names = "--context",
      paramLabel = "TOKENS",
      description = "Most tokens of one sequence (default: the model's own).")
  private Integer context;

  @Option(
      names = "--kv-cache-bytes",
      paramLabel = "BYTES",
      description = "Budget of the key/value cache (default: each pod chooses).")
  private Long kvCacheBytes;

  @Option(names = "--json", description = "Print the version as JSON.")
  private boolean isJson;

  ModelRegisterCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("source", source());
    plan.put("contextLength", context);
    plan.put("ropeScaling", ropeScaling);
    plan.put("kvCacheBytes", kvCacheBytes);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("servedModel", model + ":" + version);
    body.put("weightsDigest", weightsDigest);
    body.put("loadPlan", plan);
    JsonNode registered = session.api().post("/api/v1/model-versions", body);
    if (isJson) {
      session.printJson(registered);
    } else {
      session.print(registered.get("servedModel").asString() + " is registered");
    }
    return 0;
  }

  private Map<String, Object> source() {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("path", path);
    source.put("url", url);
    source.put("repository", repository);
    source.put("revision", revision);
    source.put("file", file);
    source.put("sha256", sha256);
    return source;
  }
}
