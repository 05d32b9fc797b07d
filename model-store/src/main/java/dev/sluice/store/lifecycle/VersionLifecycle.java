package dev.sluice.store.lifecycle;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import dev.sluice.store.SourceException;
import dev.sluice.store.VersionFiles;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The versions of a process, each on its way from wished to gone. Several fetch at the same time
 * and one opens at a time, so that what one takes is known before the next is weighed. Every
 * version on its way has a thread of its own; the methods here only start it, {@link #start} and
 * {@link #unloadNow} excepted. Safe for use by any thread.
 */
public final class VersionLifecycle<T> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(VersionLifecycle.class.getName());

  private final VersionFiles files;
  private final VersionHost<T> host;
  private final ReentrantLock opening = new ReentrantLock(true);
  private final Map<String, VersionEntry<T>> entries = new TreeMap<>();
  private boolean isClosed;

  public VersionLifecycle(VersionFiles files, VersionHost<T> host) {
    this.files = files;
    this.host = host;
  }

  /**
   * Opens a version whose files are here and have been chosen by the operator, and waits for it.
   */
  public void start(LoadVersionRequest request, Path path) {
    VersionEntry<T> entry = new VersionEntry<>(request);
    put(entry);
    try {
      open(entry, path);
    } catch (RuntimeException | Error e) {
      forget(entry);
      throw e;
    }
  }

  /**
   * Sees to it that a version is on its way.
   *
   * @throws VersionRefusedException when the wish is malformed, not allowed, or the name is taken
   */
  public VersionStatus load(LoadVersionRequest request) {
    LoadRules.check(request, files);
    VersionEntry<T> entry;
    synchronized (this) {
      VersionEntry<T> present = entries.get(request.name());
      if (present != null && present.state() != State.FAILED) {
        return joined(present, request);
      }
      entry = new VersionEntry<>(request);
      put(entry);
    }
    inBackground(entry, () -> bring(entry));
    return entry.status(host);
  }

  private VersionStatus joined(VersionEntry<T> present, LoadVersionRequest request) {
    VersionStatus status = present.status(host);
    if (status.state() == State.UNLOADING || !present.request().equals(request)) {
      String why =
          status.state() == State.UNLOADING
              ? "is still being unloaded; ask again when it is gone"
              : "is here already with another source or other settings; unload it first";
      throw new VersionRefusedException(
          ErrorCode.CONFLICT, "name", "the version '%s' %s".formatted(request.name(), why));
    }
    return status;
  }

  private synchronized void put(VersionEntry<T> entry) {
    if (isClosed) {
      throw new VersionRefusedException(
          ErrorCode.DRAINING, null, "this process is stopping and takes no versions");
    }
    entries.put(entry.name(), entry);
  }

  private void bring(VersionEntry<T> entry) {
    try {
      open(entry, files.obtain(entry.request().source(), entry::fetched));
    } catch (CancellationException e) {
      forget(entry);
    } catch (SourceException e) {
      failed(entry, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(entry, "the fetch was interrupted");
    } catch (RuntimeException | Error e) {
      failed(entry, sentence(entry, e));
    }
  }

  private void open(VersionEntry<T> entry, Path path) {
    opening.lock();
    try {
      entry.opening();
      T version = host.open(path, entry.request(), entry::promised);
      if (!host.serve(entry.name(), version) || !entry.ready(version)) {
        host.retire(entry.name(), version);
        throw new CancellationException(entry.name() + " is not wanted any more");
      }
    } finally {
      opening.unlock();
    }
    LOG.log(Level.INFO, "version {0} is ready", entry.name());
  }

  private String sentence(VersionEntry<T> entry, Throwable failure) {
    Optional<String> known = host.sentence(failure);
    if (known.isEmpty()) {
      LOG.log(Level.ERROR, "version " + entry.name() + " cannot be opened", failure);
    }
    return known.orElse("it cannot be opened; the log says more");
  }

  private void failed(VersionEntry<T> entry, String problem) {
    LOG.log(Level.WARNING, "version {0} failed: {1}", entry.name(), problem);
    if (!entry.failed(problem)) {
      forget(entry);
    }
  }

  /** What is told of a version, empty when there is none of that name. */
  public Optional<VersionStatus> status(String name) {
    return entry(name).map(entry -> entry.status(host));
  }

  /** All of them in the order of their names. */
  public List<VersionStatus> statuses() {
    List<VersionEntry<T>> all;
    synchronized (this) {
      all = List.copyOf(entries.values());
    }
    return all.stream().map(entry -> entry.status(host)).toList();
  }

  /** Sees to it that a version goes. Empty when it is gone already. */
  public Optional<VersionStatus> unload(String name) {
    Optional<VersionEntry<T>> entry = entry(name);
    entry.ifPresent(this::beginUnloading);
    return status(name);
  }

  /** As {@link #unload}, and waits until its memory is free. */
  public void unloadNow(String name) throws InterruptedException {
    Optional<VersionEntry<T>> entry = entry(name);
    if (entry.isPresent()) {
      beginUnloading(entry.get());
      entry.get().awaitGone();
    }
  }

  private void beginUnloading(VersionEntry<T> entry) {
    switch (entry.unloading()) {
      case READY -> inBackground(entry, () -> retire(entry));
      case FAILED -> forget(entry);
      case FETCHING, LOADING, UNLOADING -> {} // whoever brings or retires it ends it
    }
  }

  private void retire(VersionEntry<T> entry) {
    try {
      host.retire(entry.name(), entry.version());
      LOG.log(Level.INFO, "version {0} is gone", entry.name());
    } finally {
      forget(entry);
    }
  }

  private synchronized Optional<VersionEntry<T>> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  private void forget(VersionEntry<T> entry) {
    synchronized (this) {
      entries.remove(entry.name(), entry);
    }
    entry.gone();
  }

  private void inBackground(VersionEntry<T> entry, Runnable work) {
    Thread.ofPlatform().daemon().name("version-" + entry.name()).start(work);
  }

  /** Gives up what is on its way. What is served stays: stopping that is the host's business. */
  @Override
  public void close() {
    List<VersionEntry<T>> all;
    synchronized (this) {
      isClosed = true;
      all = List.copyOf(entries.values());
    }
    all.forEach(VersionEntry::giveUp);
  }
}
