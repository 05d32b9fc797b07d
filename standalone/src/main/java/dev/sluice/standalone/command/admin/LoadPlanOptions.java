package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a version's weights come from and how pods load them. */
final class LoadPlanOptions {
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

  /** Whether any of them was given. */
  boolean isGiven() {
    return Stream.of(
            path, url, repository, revision, file, sha256, ropeScaling, context, kvCacheBytes)
        .anyMatch(Objects::nonNull);
  }

  /** As the control plane takes it. */
  Map<String, Object> body() {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("source", source());
    plan.put("contextLength", context);
    plan.put("ropeScaling", ropeScaling);
    plan.put("kvCacheBytes", kvCacheBytes);
    return plan;
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
