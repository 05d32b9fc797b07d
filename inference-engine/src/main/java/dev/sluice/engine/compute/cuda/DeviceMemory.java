package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;

import dev.sluice.engine.tensor.MemoryLedger;
import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUdeviceptr;

/**
 * Memory of one device, by purpose. Everything is taken when a model is opened, or grown once when
 * a step is larger than any before; a step allocates nothing.
 */
final class DeviceMemory implements AutoCloseable {
  private static final Pointer NULL = new Pointer();

  private final Device device;
  private final MemoryLedger ledger;
  private final Map<Long, Allocation> owned = new HashMap<>();
  private long moves;

  private record Allocation(String tag, long bytes) {}

  /** JCuda's pointer with its address, which JCuda shows to subclasses only. */
  private static final class Pointer extends CUdeviceptr {
    long address() {
      return getNativePointer() + getByteOffset();
    }
  }

  DeviceMemory(Device device, MemoryLedger ledger) {
    this.device = device;
    this.ledger = ledger;
  }

  MemoryLedger ledger() {
    return ledger;
  }

  /** JCuda's form of an address. */
  static CUdeviceptr pointer(long address) {
    return NULL.withByteOffset(address);
  }

  /**
   * Takes memory with any content, aligned to 256 bytes.
   *
   * @throws OutOfMemoryError when the device has none; the message names the tag and the size
   */
  long take(String tag, long bytes) {
    device.requireNotRecording("given memory");
    Pointer pointer = new Pointer();
    Driver.check(
        cuMemAlloc(pointer, Math.max(1, bytes)),
        "allocating %d bytes for '%s'".formatted(bytes, tag));
    owned.put(pointer.address(), new Allocation(tag, bytes));
    ledger.record(tag, bytes);
    return pointer.address();
  }

  /** As {@link #take}, zeroed in the order of the stream. */
  long takeZeroed(String tag, long bytes) {
    long address = take(tag, bytes);
    try {
      Driver.check(
          cuMemsetD8Async(pointer(address), (byte) 0, bytes, device.stream()), "zeroing memory");
    } catch (RuntimeException | Error e) {
      release(address);
      throw e;
    }
    return address;
  }

  /** How often memory was given back: recorded launches may then have addresses that are void. */
  long moves() {
    return moves;
  }

  /**
   * Frees what was taken, when all that was asked for has run; the books are closed even if the
   * device is broken.
   */
  void release(long address) {
    device.requireNotRecording("relieved of memory");
    Allocation allocation = owned.remove(address);
    if (allocation == null) {
      throw new IllegalArgumentException(
          "device memory at " + address + " was not allocated here, or is already free");
    }
    ledger.record(allocation.tag(), -allocation.bytes());
    moves++;
    try {
      device.enter();
      device.await();
    } catch (DeviceException e) {
      // A device that is broken says so again at the next call.
    }
    cuMemFree(pointer(address)); // its code repeats an earlier failure
  }

  @Override
  public void close() {
    owned.keySet().stream().toList().forEach(this::release);
  }
}
