package dev.sluice.inference.engines;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.PodLoad;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.shell.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * Which engine serves which name. Requests find their engine here; engines come and go while others
 * run. Safe for use by any thread.
 */
public final class EngineRoster implements AutoCloseable {
  private final Map<String, RosterEntry> entries = new ConcurrentSkipListMap<>();
  private final List<EngineWatcher> watchers;
  private final LoadSum sum;
  private boolean isClosed;
  private volatile boolean draining;
  private volatile String defaultName;

  /**
   * @param podId stable for the life of the process
   */
  public EngineRoster(String podId, List<EngineWatcher> watchers) {
    this.watchers = List.copyOf(watchers);
    this.sum = new LoadSum(podId);
  }

  /** Requests that name no model go to this one while it is here. */
  public void setDefault(String name) {
    defaultName = name;
  }

  /** Returns false, and does nothing, when the pod takes no new streams any more. */
  public synchronized boolean add(InferenceEngine engine) {
    if (draining || isClosed) {
      return false;
    }
    watchers.forEach(watcher -> watcher.added(engine));
    entries.put(engine.model().name(), new RosterEntry(engine, System.nanoTime()));
    return true;
  }

  /**
   * Takes an engine out, lets its streams end, and closes it.
   *
   * @param timeout after which the streams that are left are cut
   */
  public void remove(InferenceEngine engine, Duration timeout) {
    RosterEntry entry = entries.get(engine.model().name());
    if (entry == null || entry.engine() != engine) {
      engine.close(); // it never was here, or is closed already
      return;
    }
    entry.leave();
    engine.drain();
    try {
      engine.awaitIdle(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(entry);
  }

  /** Counts what it has done for the pod, once. */
  private void close(RosterEntry entry) {
    InferenceEngine engine = entry.engine();
    engine.close();
    synchronized (this) {
      if (!entries.remove(entry.name(), entry)) {
        return;
      }
      sum.retired(engine.load());
    }
    watchers.forEach(watcher -> watcher.removed(engine));
  }

  /**
   * The engine for a request.
   *
   * @param name null for the default, or else the only one
   * @throws RefusedException when there is none of that name, or several and none is named
   */
  public InferenceEngine find(String name) {
    RosterEntry entry = name != null ? served(name) : unnamed();
    if (entry == null) {
      String asked = name == null ? "no model is named" : "there is no model '" + name + "'";
      List<String> names = staying().map(RosterEntry::name).toList();
      throw RefusedException.of(
          ErrorCode.MODEL_NOT_FOUND, "model", "%s; this pod serves %s".formatted(asked, names));
    }
    entry.used(System.nanoTime());
    return entry.engine();
  }

  private RosterEntry unnamed() {
    RosterEntry preferred = defaultName == null ? null : served(defaultName);
    if (preferred != null) {
      return preferred;
    }
    List<RosterEntry> all = staying().toList();
    return all.size() == 1 ? all.getFirst() : null;
  }

  private RosterEntry served(String name) {
    RosterEntry entry = entries.get(name);
    return entry == null || entry.isLeaving() ? null : entry;
  }

  private Stream<RosterEntry> staying() {
    return entries.values().stream().filter(entry -> !entry.isLeaving());
  }

  /** Those included whose last streams are running. */
  private List<InferenceEngine> engines() {
    return entries.values().stream().map(RosterEntry::engine).toList();
  }

  /**
   * The engine without streams whose last request is the longest ago, the default one excepted.
   *
   * @param idle how long ago it has to be
   */
  public Optional<InferenceEngine> longestIdle(Duration idle) {
    long before = System.nanoTime() - idle.toNanos();
    return staying()
        .filter(entry -> !entry.name().equals(defaultName) && entry.isIdleSince(before))
        .min((a, b) -> Long.signum(a.lastUsedNanos() - b.lastUsedNanos()))
        .map(RosterEntry::engine);
  }

  /** Of all engines together, without the versions. */
  public synchronized PodLoad load() {
    return sum.of(
        staying().map(entry -> entry.engine().model()).toList(),
        engines().stream().map(InferenceEngine::load).toList(),
        draining || failure().isPresent());
  }

  /** Why an engine is lost until the process starts anew; empty while all are well. */
  public Optional<String> failure() {
    return engines().stream()
        .flatMap(
            engine ->
                engine.failure().map(reason -> engine.model().name() + ": " + reason).stream())
        .findFirst();
  }

  /** No new streams and no new engines from now on. */
  public void drain() {
    synchronized (this) {
      draining = true;
    }
    engines().forEach(InferenceEngine::drain);
  }

  public boolean isDraining() {
    return draining;
  }

  /** Waits until no stream is running or queued. Returns false when the time ran out first. */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (InferenceEngine engine : engines()) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!engine.awaitIdle(Duration.ofNanos(left))) {
        return false;
      }
    }
    return true;
  }

  /** Closes all engines; streams that are left end as cancelled. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    entries.values().forEach(this::close);
  }
}
