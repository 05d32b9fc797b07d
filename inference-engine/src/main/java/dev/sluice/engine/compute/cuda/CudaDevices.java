package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuInit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jcuda.CudaException;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/** Which NVIDIA devices this machine has. */
final class CudaDevices {
  private CudaDevices() {}

  /** A phrase such as {@code no NVIDIA driver is installed} or {@code found NVIDIA A100}. */
  static String describe() {
    // JCuda unpacks and loads native libraries, which takes a while and prints when it fails: look
    // for the driver first.
    if (!Files.exists(Path.of("/dev/nvidiactl"))) {
      return "no NVIDIA driver is loaded";
    }
    try {
      JCudaDriver.setExceptionsEnabled(true);
      cuInit(0);
      int[] count = new int[1];
      cuDeviceGetCount(count);
      return count[0] == 0 ? "the NVIDIA driver reports no device" : "found " + name(0);
    } catch (CudaException | UnsatisfiedLinkError e) {
      return "the NVIDIA driver cannot be used: " + e.getMessage();
    }
  }

  private static String name(int ordinal) {
    CUdevice device = new CUdevice();
    cuDeviceGet(device, ordinal);
    byte[] name = new byte[256];
    cuDeviceGetName(name, name.length, device);
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.US_ASCII);
  }
}
