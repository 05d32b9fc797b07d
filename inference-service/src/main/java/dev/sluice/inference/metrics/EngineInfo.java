package dev.sluice.inference.metrics;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.inference.engines.EngineRoster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** The models with their digests and the chosen backend, in {@code /actuator/info}. */
public final class EngineInfo implements InfoContributor {
  private final EngineRoster roster;

  public EngineInfo(EngineRoster roster) {
    this.roster = roster;
  }

  @Override
  public void contribute(Info.Builder builder) {
    PodLoad load = roster.load();
    List<ServedModel> models = load.models();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("podId", load.podId());
    facts.put("backend", load.backend());
    if (models.size() == 1) {
      facts.put("model", models.getFirst());
    }
    facts.put("models", models);
    facts.put("kvBlocksTotal", load.kvBlocksTotal());
    facts.put("draining", load.draining());
    builder.withDetail("engine", facts);
  }
}
