package dev.sluice.inference.versions;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.VersionStatus;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.shell.HostedVersions;
import dev.sluice.shell.RefusedException;
import dev.sluice.store.VersionFiles;
import dev.sluice.store.lifecycle.VersionLifecycle;
import dev.sluice.store.lifecycle.VersionRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The versions of this pod. Safe for use by any thread. */
public final class PodVersions implements HostedVersions, AutoCloseable {
  private final EngineRoster roster;
  private final MemoryBudget budget;
  private final Duration evictIdle;
  private final VersionLifecycle<InferenceEngine> lifecycle;

  /**
   * @param memoryBytes of all versions together, 0 when only the machine limits them
   * @param drainTimeout how long an unloaded version's streams may go on
   * @param evictIdle versions without a request for so long make room for new ones; null for never
   */
  public PodVersions(
      VersionFiles files,
      EngineStarter starter,
      EngineRoster roster,
      long memoryBytes,
      Duration drainTimeout,
      Duration evictIdle) {
    this.roster = roster;
    this.budget = new MemoryBudget(memoryBytes);
    this.evictIdle = evictIdle;
    EngineHost host = new EngineHost(starter, roster, budget, drainTimeout, this::evictOne);
    this.lifecycle = new VersionLifecycle<>(files, host);
  }

  /** Loads the model that the operator has set, and waits for it; unnamed requests go there. */
  public void start(LoadVersionRequest request, Path model) {
    lifecycle.start(request, model);
    roster.setDefault(request.name());
  }

  @Override
  public VersionStatus load(LoadVersionRequest request) {
    checkRopeScaling(request.ropeScaling());
    if (roster.isDraining()) {
      throw RefusedException.of(
          ErrorCode.DRAINING, null, "this pod is draining and takes no versions");
    }
    try {
      return lifecycle.load(request);
    } catch (VersionRefusedException e) {
      throw new RefusedException(e.detail(), e);
    }
  }

  private static void checkRopeScaling(String text) {
    try {
      RopeOverride.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(ErrorCode.INVALID_VALUE, "ropeScaling", e.getMessage());
    }
  }

  @Override
  public Optional<VersionStatus> unload(String name) {
    return lifecycle.unload(name);
  }

  @Override
  public VersionStatus status(String name) {
    return lifecycle
        .status(name)
        .orElseThrow(
            () ->
                RefusedException.of(
                    ErrorCode.MODEL_NOT_FOUND, "name", "there is no version '" + name + "'"));
  }

  @Override
  public LoadedVersions all() {
    return new LoadedVersions(
        roster.load().podId(), budget.bytes(), budget.promisedBytes(), lifecycle.statuses());
  }

  /** How busy the pod is, with its versions. */
  public PodLoad load() {
    return roster.load().withVersions(lifecycle.statuses());
  }

  private boolean evictOne() {
    Optional<InferenceEngine> idle =
        evictIdle == null ? Optional.empty() : roster.longestIdle(evictIdle);
    try {
      if (idle.isPresent()) {
        lifecycle.unloadNow(idle.get().model().name());
      }
      return idle.isPresent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Gives up what is being fetched or loaded. */
  @Override
  public void close() {
    lifecycle.close();
  }
}
