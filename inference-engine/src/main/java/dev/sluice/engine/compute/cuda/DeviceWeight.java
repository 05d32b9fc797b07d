package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;

/**
 * A weight on the device: as it was stored where kernels read its type, otherwise as floats.
 *
 * @param type as stored
 * @param kernels for the form that it has on the device
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
