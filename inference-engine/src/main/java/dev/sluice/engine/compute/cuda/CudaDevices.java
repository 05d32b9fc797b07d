package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuInit;

import dev.sluice.engine.compute.BackendProvider.Availability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;

/** Which NVIDIA devices this machine has, and whether the kernels can run on the chosen one. */
final class CudaDevices {
  private CudaDevices() {}

  /** Number of the device to use: {@code sluice.cuda.device}, or the first. */
  static int chosen() {
    return Integer.getInteger("sluice.cuda.device", 0);
  }

  /** How many devices a model may be spread over: one where one was named, or else all. */
  static int usable() {
    int[] count = new int[1];
    if (System.getProperty("sluice.cuda.device") == null) {
      Driver.check(cuDeviceGetCount(count), "counting devices");
    }
    return Math.max(1, count[0]);
  }

  /** A phrase such as {@code no NVIDIA driver is loaded} or {@code found NVIDIA A100 (sm_80)}. */
  static Availability probe() {
    if (!hasDriver()) {
      return no("no NVIDIA driver is loaded");
    }
    try {
      Driver.load();
      Driver.check(cuInit(0), "starting the driver");
      int[] count = new int[1];
      Driver.check(cuDeviceGetCount(count), "counting devices");
      return count[0] <= chosen()
          ? no(
              "the NVIDIA driver reports %d devices, none is number %d"
                  .formatted(count[0], chosen()))
          : judge(open(chosen()));
    } catch (DeviceException | OutOfMemoryError | LinkageError e) {
      return no("the NVIDIA driver cannot be used: " + Driver.firstLine(e));
    }
  }

  /**
   * JCuda unpacks and loads native libraries, which takes a while and prints when it fails: look
   * for the driver first.
   */
  private static boolean hasDriver() {
    return !System.getProperty("sluice.cuda.driver", "").isEmpty()
        || Files.exists(Path.of("/dev/nvidiactl"))
        || Files.exists(Path.of("/dev/dxg"));
  }

  private static Availability judge(CUdevice device) {
    int capability = capability(device);
    String found = "found %s (sm_%d)".formatted(name(device), capability);
    if (Architecture.of(capability).isEmpty()) {
      return no(found + ", which is older than the kernels' sm_75");
    }
    String missing = CubinStore.missing(Architecture.of(capability).get());
    return missing.isEmpty() ? new Availability(true, found) : no(found + ", but " + missing);
  }

  private static Availability no(String reason) {
    return new Availability(false, reason);
  }

  static CUdevice open(int ordinal) {
    CUdevice device = new CUdevice();
    Driver.check(cuDeviceGet(device, ordinal), "opening device " + ordinal);
    return device;
  }

  /** 80 for compute capability 8.0. */
  static int capability(CUdevice device) {
    return 10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    Driver.check(cuDeviceGetAttribute(value, attribute, device), "reading a device's attribute");
    return value[0];
  }

  static String name(CUdevice device) {
    byte[] name = new byte[256];
    Driver.check(cuDeviceGetName(name, name.length, device), "reading a device's name");
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.US_ASCII);
  }
}
