package dev.sluice.inference.metrics;

import dev.sluice.contract.PodLoad;
import dev.sluice.engine.generate.InferenceEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** The model with its digests and the chosen backend, in {@code /actuator/info}. */
public final class EngineInfo implements InfoContributor {
  private final InferenceEngine engine;

  public EngineInfo(InferenceEngine engine) {
    this.engine = engine;
  }

  @Override
  public void contribute(Info.Builder builder) {
    PodLoad load = engine.load();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("podId", load.podId());
    facts.put("backend", load.backend());
    facts.put("model", engine.model());
    facts.put("kvBlocksTotal", load.kvBlocksTotal());
    facts.put("draining", load.draining());
    builder.withDetail("engine", facts);
  }
}
