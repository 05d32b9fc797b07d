package dev.sluice.inference.versions;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.VersionStatus;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.store.lifecycle.VersionHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A version as an engine on the roster, within the memory budget. */
final class EngineHost implements VersionHost<InferenceEngine> {
  private final EngineStarter starter;
  private final EngineRoster roster;
  private final MemoryBudget budget;
  private final Duration drainTimeout;
  private final Room room;

  /** Makes room for a version that does not fit. */
  interface Room {
    /** Returns false when there was nothing to give up. */
    boolean make();
  }

  EngineHost(
      EngineStarter starter,
      EngineRoster roster,
      MemoryBudget budget,
      Duration drainTimeout,
      Room room) {
    this.starter = starter;
    this.roster = roster;
    this.budget = budget;
    this.drainTimeout = drainTimeout;
    this.room = room;
  }

  @Override
  public InferenceEngine open(Path files, LoadVersionRequest request, LongConsumer promised) {
    String name = request.name();
    long kvBytes = promise(files, request);
    try {
      promised.accept(budget.promisedBytes(name));
      InferenceEngine engine = starter.start(files, request, kvBytes);
      budget.taken(name, bytes(engine));
      return engine;
    } catch (RuntimeException | Error e) {
      budget.release(name);
      throw e;
    }
  }

  private long promise(Path files, LoadVersionRequest request) {
    long asked = request.kvCacheBytes() == null ? 0 : request.kvCacheBytes();
    if (!budget.isLimited()) {
      return asked; // the engine looks at what the machine has left
    }
    while (true) {
      Footprint need = starter.weigh(files, request);
      try {
        return budget.promise(request.name(), need, asked);
      } catch (ModelLoadException e) {
        if (!room.make()) {
          throw e;
        }
      }
    }
  }

  @Override
  public boolean serve(String name, InferenceEngine engine) {
    return roster.add(engine);
  }

  @Override
  public void retire(String name, InferenceEngine engine) {
    try {
      roster.remove(engine, drainTimeout);
    } finally {
      budget.release(name);
    }
  }

  @Override
  public VersionStatus describe(String name, VersionStatus.State state, InferenceEngine engine) {
    PodLoad load = engine.load();
    return new VersionStatus(
        name,
        state,
        null,
        0,
        0,
        bytes(engine),
        engine.model(),
        load.runningStreams(),
        load.waitingStreams(),
        load.waitingTokens(),
        load.kvBlocksTotal(),
        load.kvBlocksFree());
  }

  @Override
  public Optional<String> sentence(Throwable failure) {
    return failure instanceof ModelLoadException
        ? Optional.of(failure.getMessage())
        : Optional.empty();
  }

  private static long bytes(InferenceEngine engine) {
    return engine.nativeBytes().values().stream().mapToLong(Long::longValue).sum();
  }
}
