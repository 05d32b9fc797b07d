package dev.sluice.engine.compute.cuda;

/** Device memory for intermediate values, as large as the largest step so far. */
final class GrowingBuffer {
  private final DeviceMemory memory;
  private final String tag;
  private final long least;
  private long address;
  private long capacity;

  GrowingBuffer(DeviceMemory memory, String tag) {
    this(memory, tag, 4096);
  }

  /**
   * @param least bytes that it has from the first use on
   */
  GrowingBuffer(DeviceMemory memory, String tag, long least) {
    this.memory = memory;
    this.tag = tag;
    this.least = least;
  }

  /** At least so many bytes; what was there before is lost when it grows. */
  long atLeast(long bytes) {
    if (bytes > capacity) {
      if (capacity > 0) {
        capacity = 0;
        memory.release(address);
      }
      long larger = Math.max(least, bytes + bytes / 4);
      address = memory.take(tag, larger);
      capacity = larger;
    }
    return address;
  }
}
