package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;

/** Working memory that grows with what is asked of it; what was in it is lost then. */
final class GrowingMemory implements AutoCloseable {
  private final MemoryLedger ledger;
  private final String tag;
  private Allocation memory;
  private long capacity;

  /**
   * @param tag of the ledger
   */
  GrowingMemory(MemoryLedger ledger, String tag) {
    this.ledger = ledger;
    this.tag = tag;
  }

  /** Address of at least so many bytes, valid until more are asked for. */
  long atLeast(long bytes) {
    if (bytes > capacity) {
      long wanted = Math.max(bytes, capacity + capacity / 2);
      close();
      memory = ledger.allocate(tag, wanted);
      capacity = wanted;
    }
    return memory.segment().address();
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
      capacity = 0;
    }
  }
}
