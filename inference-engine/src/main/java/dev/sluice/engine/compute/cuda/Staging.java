package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;

import dev.sluice.engine.tensor.MemoryLedger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jcuda.Pointer;

/**
 * Pinned memory through which everything goes to the device and comes back. Uploads take the next
 * free piece and return at once; when the end is reached, the device is waited for and the pieces
 * are free again. Uploads to places side by side, such as the rows of a step, become one copy: the
 * last one is sent when the next thing is asked of the device.
 */
final class Staging implements AutoCloseable {
  private static final String TAG = "staging";
  private static final long ALIGNMENT = 64;

  private final Device device;
  private final MemoryLedger ledger;
  private final long size;
  private final Pointer pinned = new Pointer();
  private final MemorySegment segment;
  private long used;
  private long unsentAt;
  private long unsentTo;
  private long unsentBytes;

  Staging(Device device, MemoryLedger ledger, int bytes) {
    this.device = device;
    this.ledger = ledger;
    this.size = bytes;
    Driver.check(cuMemAllocHost(pinned, bytes), "allocating %d pinned bytes".formatted(bytes));
    ledger.record(TAG, size);
    device.beforeAllElse(this::flush);
    segment = MemorySegment.ofBuffer(pinned.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()));
  }

  /** Copies floats to the device, after what was asked for before. */
  void upload(float[] values, int count, long to) {
    for (int done = 0; done < count; ) {
      int floats = (int) Math.min(count - done, size / Float.BYTES);
      long at = reserve((long) floats * Float.BYTES);
      MemorySegment.copy(values, done, segment, ValueLayout.JAVA_FLOAT, at, floats);
      send(at, (long) floats * Float.BYTES, to + (long) done * Float.BYTES);
      done += floats;
    }
  }

  /** Copies integers to the device. */
  void upload(int[] values, int count, long to) {
    for (int done = 0; done < count; ) {
      int ints = (int) Math.min(count - done, size / Integer.BYTES);
      long at = reserve((long) ints * Integer.BYTES);
      MemorySegment.copy(values, done, segment, ValueLayout.JAVA_INT, at, ints);
      send(at, (long) ints * Integer.BYTES, to + (long) done * Integer.BYTES);
      done += ints;
    }
  }

  /** Copies bytes to the device, in pieces of half the staging memory. */
  void upload(MemorySegment from, long offset, long bytes, long to) {
    for (long done = 0; done < bytes; ) {
      long piece = Math.min(bytes - done, size / 2);
      long at = reserve(piece);
      MemorySegment.copy(from, offset + done, segment, at, piece);
      send(at, piece, to + done);
      done += piece;
    }
  }

  /** Waits for everything asked for and copies floats from the device. */
  void download(long from, float[] out, int count) {
    for (int done = 0; done < count; ) {
      int floats = (int) Math.min(count - done, size / Float.BYTES);
      long at = fetch(from + (long) done * Float.BYTES, (long) floats * Float.BYTES);
      MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, at, out, done, floats);
      done += floats;
    }
  }

  /** Waits for everything asked for and copies integers from the device. */
  void download(long from, int[] out, int count) {
    for (int done = 0; done < count; ) {
      int ints = (int) Math.min(count - done, size / Integer.BYTES);
      long at = fetch(from + (long) done * Integer.BYTES, (long) ints * Integer.BYTES);
      MemorySegment.copy(segment, ValueLayout.JAVA_INT, at, out, done, ints);
      done += ints;
    }
  }

  /** Brings bytes here and waits for them; returns where they are until the next copy. */
  private long fetch(long from, long bytes) {
    long at = reserve(bytes);
    flush();
    Driver.check(
        cuMemcpyDtoHAsync(
            pinned.withByteOffset(at), DeviceMemory.pointer(from), bytes, device.stream()),
        "copying from the device");
    await();
    return at;
  }

  private void send(long at, long bytes, long to) {
    if (at != unsentAt + unsentBytes || to != unsentTo + unsentBytes) {
      flush();
      unsentAt = at;
      unsentTo = to;
    }
    unsentBytes += bytes;
  }

  /** Sends what waits for company. */
  void flush() {
    if (unsentBytes == 0) {
      return;
    }
    long bytes = unsentBytes;
    unsentBytes = 0;
    Driver.check(
        cuMemcpyHtoDAsync(
            DeviceMemory.pointer(unsentTo),
            pinned.withByteOffset(unsentAt),
            bytes,
            device.stream()),
        "copying to the device");
  }

  private long reserve(long bytes) {
    device.requireNotRecording("sent data");
    if (used + bytes > size) {
      await();
    }
    long at = used;
    used += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    return at;
  }

  private void await() {
    device.await();
    used = 0;
  }

  @Override
  public void close() {
    unsentBytes = 0; // of a step that was given up
    ledger.record(TAG, -size);
    cuMemFreeHost(pinned); // its code repeats an earlier failure
  }
}
