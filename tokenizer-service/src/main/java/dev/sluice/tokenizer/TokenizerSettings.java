package dev.sluice.tokenizer;

import dev.sluice.store.SourceSettings;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which tokenizers are served and with how much.
 *
 * @param models served model's name to its GGUF file, {@code tokenizer.json} or model folder; write
 *     names with capitals or dots in brackets: {@code models.[SmolLM2-135M]}
 * @param contextLengths per model; read from the model's files where absent
 * @param sources where versions may come from that the service is told to load; the folders of
 *     {@code models} are always allowed
 * @param threads that encode at the same time, 0 for one per core
 * @param maxWaiting requests that wait for a thread before further ones are refused
 * @param maxTextCharacters longest text that is encoded, rendered prompts included
 */
@ConfigurationProperties("sluice.tokenizer")
public record TokenizerSettings(
    Map<String, Path> models,
    Map<String, Integer> contextLengths,
    SourceSettings sources,
    @DefaultValue("0") int threads,
    @DefaultValue("1024") int maxWaiting,
    @DefaultValue("4000000") int maxTextCharacters) {

  public TokenizerSettings {
    models = models == null ? Map.of() : Map.copyOf(models);
    contextLengths = contextLengths == null ? Map.of() : Map.copyOf(contextLengths);
    require(threads >= 0, "threads", threads, "0 (one per core) or more");
    require(maxWaiting > 0, "max-waiting", maxWaiting, "more than 0");
    require(maxTextCharacters > 0, "max-text-characters", maxTextCharacters, "more than 0");
    contextLengths.forEach(
        (model, tokens) ->
            require(tokens > 0, "context-lengths." + model, tokens, "more than 0 tokens"));
  }

  /** Of that model, 0 for what its files say. */
  int contextLength(String model) {
    return contextLengths.getOrDefault(model, 0);
  }

  /** The allowed sources, with the folders of the models' files. */
  SourceSettings allowedSources() {
    SourceSettings allowed = sources == null ? SourceSettings.ofRoots() : sources;
    for (Path model : models.values()) {
      allowed = allowed.withFolderOf(model);
    }
    return allowed;
  }

  int threadsOrCores() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  private static void require(boolean holds, String key, Object value, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "sluice.tokenizer.%s is %s and must be %s".formatted(key, value, wanted));
    }
  }
}
