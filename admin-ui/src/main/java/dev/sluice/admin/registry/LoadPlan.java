package dev.sluice.admin.registry;

import dev.sluice.admin.loads.PlannedVersion;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;

/**
 * Where a version's weights come from and how pods load them.
 *
 * @param contextLength tokens, null for the model's own
 * @param ropeScaling for example {@code linear:4}, null for the model's own
 * @param kvCacheBytes null lets each pod choose
 */
record LoadPlan(
    String versionId,
    VersionSource source,
    Integer contextLength,
    String ropeScaling,
    Long kvCacheBytes,
    long version) {

  LoadVersionRequest request(String servedModel) {
    return new LoadVersionRequest(
        servedModel,
        source,
        contextLength,
        ropeScaling,
        kvCacheBytes,
        PlannedVersion.tag(versionId, version));
  }
}
