package dev.sluice.inference;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;
import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.store.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the pod serves and with how much.
 *
 * @param model GGUF file or Hugging Face folder that is loaded at the start and serves requests
 *     that name no model; without it the pod starts empty and is told which versions to load
 * @param name its served name, by default the file's name without its extension
 * @param backend {@code auto}, {@code scalar}, {@code vector}, {@code vector-int8} or {@code cuda}
 * @param threads worker threads, 0 for one per core
 * @param context most tokens of one sequence of that model, 0 for its own
 * @param ropeScaling scaling of positions instead of the model's own, such as {@code yarn:4}; blank
 *     for the model's own
 * @param kvCacheBytes budget of that model's key/value block pool, 0 chooses from free memory
 * @param memory most bytes of all versions together, weights, key/value caches and working memory;
 *     0 lets only the machine's free memory limit them
 * @param evictIdleAfter versions without a request for so long may be unloaded to make room for one
 *     that does not fit into {@code memory}; never when it is absent
 * @param sources where versions may come from; the model's own folder is always allowed
 * @param maxBatchTokens most tokens in one engine step
 * @param prefillChunkTokens most prompt tokens in a step that also decodes, what a long prompt may
 *     add to the time between two tokens of the streams beside it; 0 for as many as keep such a
 *     step within 40 ms or twice what decoding alone takes, or within a second where far more
 *     streams wait for their first token than decode
 * @param speculativeTokens most tokens guessed ahead per stream and step, 0 to guess nothing; never
 *     changes what a stream says
 * @param maxRunningStreams most streams in one engine step
 * @param maxQueuedTokens prompt tokens that may wait before requests are refused
 * @param podId stable for the life of the process; by default the host's name, else random
 * @param heartbeat longest silence on a stream
 * @param streamBufferEvents events that wait for a slow reader before its stream is cut
 * @param drainTimeout how long a drain or a shutdown waits for running streams
 */
@ConfigurationProperties("sluice.inference")
public record InferenceSettings(
    Path model,
    String name,
    @DefaultValue("auto") String backend,
    @DefaultValue("0") int threads,
    @DefaultValue("0") int context,
    String ropeScaling,
    @DefaultValue("0") DataSize kvCacheBytes,
    @DefaultValue("0") DataSize memory,
    Duration evictIdleAfter,
    SourceSettings sources,
    @DefaultValue("" + Batching.DEFAULT_BATCH_TOKENS) int maxBatchTokens,
    @DefaultValue("" + Batching.DEFAULT_PREFILL_CHUNK_TOKENS) int prefillChunkTokens,
    @DefaultValue("" + Batching.DEFAULT_DRAFT_TOKENS) int speculativeTokens,
    @DefaultValue("64") int maxRunningStreams,
    @DefaultValue("65536") int maxQueuedTokens,
    String podId,
    @DefaultValue("5s") Duration heartbeat,
    @DefaultValue("1024") int streamBufferEvents,
    @DefaultValue("120s") Duration drainTimeout) {

  public InferenceSettings {
    model = model == null || model.toString().isBlank() ? null : model;
    name = blankToNull(name);
    requireRopeScaling(ropeScaling);
    podId = Optional.ofNullable(blankToNull(podId)).orElseGet(InferenceSettings::defaultPodId);
    require(threads >= 0, "threads", threads, "0 (one per core) or more");
    int maxThreads = DecoderOptions.maxThreads();
    require(threads <= maxThreads, "threads", threads, maxThreads + " or less on this machine");
    require(context >= 0, "context", context, "0 (the model's own) or more");
    require(kvCacheBytes.toBytes() >= 0, "kv-cache-bytes", kvCacheBytes, "0 (chosen) or more");
    require(memory.toBytes() >= 0, "memory", memory, "0 (the machine's) or more");
    require(
        evictIdleAfter == null || !evictIdleAfter.isNegative(),
        "evict-idle-after",
        evictIdleAfter,
        "a duration of 0 or more");
    require(maxBatchTokens > 0, "max-batch-tokens", maxBatchTokens, "more than 0");
    require(prefillChunkTokens >= 0, "prefill-chunk-tokens", prefillChunkTokens, "0 or more");
    require(
        speculativeTokens >= 0,
        "speculative-tokens",
        speculativeTokens,
        "0 (guess nothing) or more");
    require(maxRunningStreams > 0, "max-running-streams", maxRunningStreams, "more than 0");
    require(maxQueuedTokens >= 0, "max-queued-tokens", maxQueuedTokens, "0 or more");
    require(heartbeat.isPositive(), "heartbeat", heartbeat, "a positive duration");
    require(streamBufferEvents >= 8, "stream-buffer-events", streamBufferEvents, "8 or more");
    require(!drainTimeout.isNegative(), "drain-timeout", drainTimeout, "a duration of 0 or more");
  }

  /** The model that is loaded at the start; empty when the pod starts without one. */
  Optional<LoadVersionRequest> startModel() {
    return Optional.ofNullable(model)
        .map(
            path ->
                new LoadVersionRequest(
                    name == null ? Engines.nameOf(path) : name,
                    VersionSource.ofPath(path.toString()),
                    context,
                    ropeScaling,
                    kvCacheBytes.toBytes()));
  }

  /** The allowed sources, with the folder of the start model's files. */
  SourceSettings allowedSources() {
    SourceSettings set = sources == null ? SourceSettings.ofRoots() : sources;
    return model == null ? set : set.withFolderOf(model);
  }

  /** What all engines share, in the engine's words; model, name and context are a version's own. */
  EngineSettings forEngines() {
    DecoderOptions defaults = DecoderOptions.defaults();
    DecoderOptions options =
        new DecoderOptions(
            backend,
            threads,
            0,
            0,
            maxBatchTokens,
            Math.max(defaults.maxLogitRows(), maxRunningStreams));
    Batching batching =
        new Batching(maxRunningStreams, maxQueuedTokens, prefillChunkTokens, speculativeTokens);
    return new EngineSettings(null, null, options, batching, podId);
  }

  private static void require(boolean holds, String key, Object value, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "sluice.inference.%s is %s and must be %s".formatted(key, value, wanted));
    }
  }

  private static void requireRopeScaling(String text) {
    try {
      RopeOverride.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("sluice.inference.rope-scaling: " + e.getMessage(), e);
    }
  }

  private static String defaultPodId() {
    String host = blankToNull(System.getenv("HOSTNAME"));
    return host != null ? host : "pod-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
