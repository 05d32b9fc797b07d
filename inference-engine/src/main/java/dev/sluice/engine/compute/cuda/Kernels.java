package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import dev.sluice.engine.tensor.ElementType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUmodule;

/** The kernels that are loaded on a device. Loaded when a model is opened, never during a step. */
final class Kernels implements AutoCloseable {
  private final Device device;
  private final Map<KernelUnit, CUmodule> modules = new HashMap<>();

  /** Loads those that every model may use. */
  Kernels(Device device) {
    this.device = device;
    try {
      List<KernelUnit> units = KernelUnit.plain();
      List<byte[]> images =
          units.parallelStream().map(unit -> CubinStore.get(unit, device.architecture())).toList();
      for (int i = 0; i < units.size(); i++) {
        module(units.get(i), images.get(i));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The kernel of a file without definitions that is named like it. */
  Kernel get(String name) {
    return get(name, name);
  }

  /** One of the kernels of a file without definitions. */
  Kernel get(String file, String name) {
    return new Kernel(name, module(new KernelUnit(file, List.of())), device);
  }

  /** The kernels for a type of weight, one per number of tokens of {@code Matmul.TILES}. */
  Kernel[] matmul(ElementType type, int[] tiles) {
    CUmodule module = module(KernelUnit.matmul(type));
    Kernel[] kernels = new Kernel[tiles.length];
    for (int i = 0; i < tiles.length; i++) {
      kernels[i] = new Kernel("matmul_" + tiles[i], module, device);
    }
    return kernels;
  }

  Kernel matmulTensor(ElementType type) {
    return new Kernel("matmul_tensor", module(KernelUnit.matmulTensor(type)), device);
  }

  /** A kernel of the attention for a width of heads. */
  Kernel attention(String name, int headDim, ElementType kvType) {
    return new Kernel(name, module(KernelUnit.attention(headDim, kvType)), device);
  }

  Kernel storeKv(ElementType kvType) {
    return new Kernel("store_kv", module(KernelUnit.storeKv(kvType)), device);
  }

  private CUmodule module(KernelUnit unit) {
    CUmodule loaded = modules.get(unit);
    return loaded != null ? loaded : module(unit, CubinStore.get(unit, device.architecture()));
  }

  private CUmodule module(KernelUnit unit, byte[] image) {
    CUmodule module = new CUmodule();
    int code = cuModuleLoadData(module, image);
    if (code != 0) {
      // A cached file may be damaged: once more, from the source.
      CubinStore.discard(unit, device.architecture());
      code = cuModuleLoadData(module, CubinStore.get(unit, device.architecture()));
    }
    Driver.check(code, "loading kernel " + unit);
    modules.put(unit, module);
    return module;
  }

  @Override
  public void close() {
    modules.values().forEach(module -> cuModuleUnload(module));
    modules.clear();
  }
}
