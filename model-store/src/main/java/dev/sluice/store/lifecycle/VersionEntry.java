package dev.sluice.store.lifecycle;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

/** Where one version is in its life. Safe for use by any thread. */
final class VersionEntry<T> {
  private final LoadVersionRequest request;
  private final CountDownLatch gone = new CountDownLatch(1);
  private State state = State.FETCHING;
  private String problem;
  private long fetchedBytes;
  private long totalBytes;
  private long promisedBytes;
  private T version;

  VersionEntry(LoadVersionRequest request) {
    this.request = request;
  }

  LoadVersionRequest request() {
    return request;
  }

  String name() {
    return request.name();
  }

  synchronized State state() {
    return state;
  }

  /** A fetch has come so far; gives up when the version is not wanted any more. */
  synchronized void fetched(long done, long total) {
    requireWanted();
    fetchedBytes = done;
    totalBytes = Math.max(total, totalBytes);
  }

  synchronized void opening() {
    requireWanted();
    state = State.LOADING;
  }

  synchronized void promised(long bytes) {
    promisedBytes = bytes;
  }

  /** Returns false when it is not wanted any more. */
  synchronized boolean ready(T opened) {
    if (state == State.UNLOADING) {
      return false;
    }
    version = opened;
    state = State.READY;
    return true;
  }

  /** Returns false when it is not wanted any more, and nobody cares. */
  synchronized boolean failed(String why) {
    if (state == State.UNLOADING) {
      return false;
    }
    state = State.FAILED;
    problem = why;
    promisedBytes = 0;
    return true;
  }

  /** It is not wanted any more. Returns what it was before. */
  synchronized State unloading() {
    State before = state;
    state = State.UNLOADING;
    return before;
  }

  /** As {@link #unloading} for one that is not ready yet. */
  synchronized void giveUp() {
    if (state == State.FETCHING || state == State.LOADING) {
      state = State.UNLOADING;
    }
  }

  /** Null before it was ready. */
  synchronized T version() {
    return version;
  }

  void gone() {
    gone.countDown();
  }

  void awaitGone() throws InterruptedException {
    gone.await();
  }

  VersionStatus status(VersionHost<T> host) {
    State now;
    T opened;
    synchronized (this) {
      if (version == null) {
        return VersionStatus.notServing(
                name(), state, problem, fetchedBytes, totalBytes, promisedBytes)
            .withTag(request.tag());
      }
      now = state;
      opened = version;
    }
    return host.describe(name(), now, opened).withTag(request.tag());
  }

  private void requireWanted() {
    if (state == State.UNLOADING) {
      throw new CancellationException(name() + " is not wanted any more");
    }
  }
}
