package dev.sluice.inference.versions;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.Turns;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ModelInspection;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.ModelReport;
import dev.sluice.engine.model.RopeOverride;
import java.nio.file.Path;

/** Real engines, which take turns on the machine. */
public final class ModelStarter implements EngineStarter {
  private final EngineSettings common;
  private final Turns turns = new Turns();

  /**
   * @param common what all versions share; its model and name are not looked at
   */
  public ModelStarter(EngineSettings common) {
    this.common = common;
  }

  @Override
  public Footprint weigh(Path files, LoadVersionRequest request) {
    ModelReport report = ModelInspection.inspect(files, options(request, 0), 1);
    ModelReport.Memory memory = report.memory();
    if (memory == null) {
      throw new ModelLoadException(files.getFileName() + ": " + report.problem());
    }
    return new Footprint(
        memory.weights(),
        memory.activations(),
        memory.keysAndValues(),
        memory.context(),
        memory.free());
  }

  @Override
  public InferenceEngine start(Path files, LoadVersionRequest request, long kvCacheBytes) {
    return Engines.start(
        new EngineSettings(
            files,
            request.name(),
            options(request, kvCacheBytes),
            common.batching(),
            common.podId()),
        turns);
  }

  private DecoderOptions options(LoadVersionRequest request, long kvCacheBytes) {
    DecoderOptions shared = common.decoder();
    return new DecoderOptions(
        shared.backend(),
        shared.threads(),
        request.contextLength() == null ? 0 : request.contextLength(),
        kvCacheBytes,
        shared.maxBatchTokens(),
        shared.maxLogitRows(),
        RopeOverride.parse(request.ropeScaling()));
  }
}
