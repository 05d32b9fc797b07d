package dev.sluice.engine.model;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.compute.BackendUnavailableException;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.weights.SafetensorsCheckpoint;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.StoredTypes;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks at a model as far as it can be understood: files, then settings and stored types, then
 * structure, then memory. The first step that fails says why, and the report has what came before.
 */
public final class ModelInspection {
  private final Path path;
  private final DecoderOptions options;
  private final int sequences;
  private final FilesOnDisk files;
  private String problem;
  private String digest;
  private String architecture;
  private List<StoredTypes.Count> types = List.of();
  private Map<String, Object> settings = Map.of();
  private ModelReport.Structure structure;
  private ModelReport.Memory memory;

  private ModelInspection(Path path, DecoderOptions options, int sequences) {
    this.path = path;
    this.options = options;
    this.sequences = sequences;
    this.files = FilesOnDisk.of(path);
  }

  /**
   * @param options how it would be opened; its context may be 0 for the model's own
   * @param sequences how many sequences of that length at the same time
   */
  public static ModelReport inspect(Path path, DecoderOptions options, int sequences) {
    ModelInspection inspection = new ModelInspection(path, options, sequences);
    inspection.look();
    return inspection.report();
  }

  private void look() {
    try (WeightStore store = Models.openWeights(path)) {
      digest = store.digest();
      types = StoredTypes.of(store);
      architecture = store.settings().text("general.architecture", null);
      settings = ShortSettings.of(store.settings());
      DecoderSpec spec = Models.spec(store, options);
      structure = StructureReader.read(spec);
      settings = Map.of();
      weigh(store, spec);
    } catch (ModelLoadException | WeightException | GgufException | BackendUnavailableException e) {
      problem = e.getMessage();
      if (types.isEmpty()) {
        lookCloser();
      }
    }
  }

  private void weigh(WeightStore store, DecoderSpec spec) {
    int context = Models.context(spec, options);
    int blocks = Math.multiplyExact(sequences, Math.ceilDiv(context, KvCache.BLOCK_TOKENS));
    Backends.Choice choice = Backends.choose(options.backend());
    DryRun run = DryRun.of(spec, store, choice.provider(), blocks, options);
    memory =
        new ModelReport.Memory(
            choice.provider().name(),
            context,
            sequences,
            run.weights(),
            run.keysAndValues(),
            run.activations(),
            KvBudget.freeBytes());
    KvBudget.blocks(
        spec.kvBytesPerToken(choice.provider().kvType()), context, 0, store.storedBytes(), -1);
  }

  /** Of files that are not a usable model: what their headers say. */
  private void lookCloser() {
    try {
      if (files.gguf() != null) {
        try (GgufFile file = GgufFile.openHeader(files.gguf())) {
          types = StoredTypes.of(file);
          Settings stored = new Settings(file.metadata());
          settings = ShortSettings.of(stored);
          architecture = stored.text("general.architecture", null);
        }
      } else if (files.isCheckpoint()) {
        settings = ShortSettings.ofJson(path.resolve("config.json"));
        architecture = settings.get("model_type") instanceof String type ? type : null;
        try (SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.open(path)) {
          types = StoredTypes.of(checkpoint);
        }
      }
    } catch (GgufException | WeightException | ModelLoadException e) {
      // The problem is known already; this only adds what can be added.
    }
  }

  private ModelReport report() {
    return new ModelReport(
        path,
        problem,
        files.format(),
        files.stored(),
        digest,
        architecture,
        types,
        settings,
        structure,
        memory);
  }
}
