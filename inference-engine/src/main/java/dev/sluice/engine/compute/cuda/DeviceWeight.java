package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;

/**
 * A weight on the device, as it was stored.
 *
 * @param kernels for its type
 * @param tensorKernel likewise, null where tensor cores are not to be used
 */
record DeviceWeight(
    DeviceMemory memory,
    long address,
    int rows,
    int columns,
    long rowBytes,
    ElementType type,
    Kernel[] kernels,
    Kernel tensorKernel)
    implements Weight {

  @Override
  public void close() {
    memory.release(address);
  }
}
