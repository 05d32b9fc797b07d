package dev.sluice.gateway.route;

import dev.sluice.contract.ServedModel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A chosen pod; closing it says that the stream there has ended. */
public final class PodLease implements AutoCloseable {
  private final PodTable.Entry entry;
  private final String podId;
  private final ServedModel model;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  PodLease(PodTable.Entry entry, String podId, ServedModel model) {
    this.entry = entry;
    this.podId = podId;
    this.model = model;
    entry.inFlight.incrementAndGet();
  }

  public String address() {
    return entry.address;
  }

  public String podId() {
    return podId;
  }

  public ServedModel model() {
    return model;
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      entry.inFlight.decrementAndGet();
    }
  }
}
