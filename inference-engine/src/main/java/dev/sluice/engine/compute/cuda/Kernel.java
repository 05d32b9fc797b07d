package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;

import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;

/**
 * A kernel with its argument buffer: arguments are written in order, then it is launched. The
 * buffer and the table of addresses that the driver wants are made once, so a launch allocates
 * nothing; the driver copies arguments before a launch returns.
 */
final class Kernel {
  private static final int MOST_ARGUMENTS = 24;

  private final String name;
  private final Device device;
  private final CUfunction function = new CUfunction();
  private final MemorySegment arguments;
  private final Pointer table;
  private int count;

  Kernel(String name, CUmodule module, Device device) {
    this.name = name;
    this.device = device;
    Driver.check(cuModuleGetFunction(function, module, name), "finding kernel " + name);
    arguments = Arena.ofAuto().allocate(MOST_ARGUMENTS * 8L, 8);
    MemorySegment addresses = Arena.ofAuto().allocate(MOST_ARGUMENTS * 8L, 8);
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
      addresses.setAtIndex(ValueLayout.JAVA_LONG, i, arguments.address() + i * 8L);
    }
    table = Pointer.to(addresses.asByteBuffer());
  }

  /** A device address, or 0 for null. */
  Kernel address(long value) {
    arguments.setAtIndex(ValueLayout.JAVA_LONG, count++, value);
    return this;
  }

  /** A {@code long long}. */
  Kernel wide(long value) {
    return address(value);
  }

  Kernel integer(int value) {
    arguments.set(ValueLayout.JAVA_INT, 8L * count++, value);
    return this;
  }

  Kernel real(float value) {
    arguments.set(ValueLayout.JAVA_FLOAT, 8L * count++, value);
    return this;
  }

  /** A tensor's address and the floats from row to row. */
  Kernel rows(Tensor tensor) {
    return address(tensor.address()).integer(Math.toIntExact(tensor.strideBytes() / Float.BYTES));
  }

  void launch(int gridX, int gridY, int blockX) {
    launch(gridX, gridY, 1, blockX, 0);
  }

  void launch(int gridX, int gridY, int gridZ, int blockX, int sharedBytes) {
    count = 0;
    device.flush();
    int code =
        cuLaunchKernel(
            function, gridX, gridY, gridZ, blockX, 1, 1, sharedBytes, device.stream(), table, null);
    if (code != 0) {
      Driver.check(code, "launching kernel " + name);
    }
  }
}
