package dev.sluice.engine.compute.cuda;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static jcuda.jcublas.JCublas2.cublasGemmEx_new;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Products of many tokens with weights of 16 bits by NVIDIA's library, whose folder is {@code
 * sluice.cuda.cublas}. It takes inputs of the weights' type and sums in single precision. Without
 * the library the backend's own kernel does the same.
 */
final class Cublas implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cublas.class);

  /** What the library recommends for its largest devices; it allocates nothing else later. */
  private static final long WORKSPACE_BYTES = 32L << 20;

  private static final int THREADS = 256;

  private static final Set<Integer> UNSUPPORTED =
      Set.of(cublasStatus.CUBLAS_STATUS_NOT_SUPPORTED, cublasStatus.CUBLAS_STATUS_ARCH_MISMATCH);

  private final Set<ElementType> types = EnumSet.of(ElementType.F16, ElementType.BF16);
  private final cublasHandle handle = new cublasHandle();
  private final Kernel halves;
  private final GrowingBuffer inputs;
  private final Pointer one = Pointer.to(new float[] {1});
  private final Pointer zero = Pointer.to(new float[] {0});

  private Cublas(Device device, DeviceMemory memory, Kernels kernels) {
    halves = kernels.get("halves");
    inputs = new GrowingBuffer(memory, "halves");
    check(cublasCreate(handle), "starting cuBLAS");
    try {
      check(cublasSetStream(handle, new cudaStream_t(device.stream())), "giving cuBLAS its stream");
      Pointer workspace = DeviceMemory.pointer(memory.take("cublas", WORKSPACE_BYTES));
      check(cublasSetWorkspace(handle, workspace, WORKSPACE_BYTES), "giving cuBLAS its memory");
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Empty when nobody named the library's folder, or when the library cannot be used. */
  static Optional<Cublas> open(Device device, DeviceMemory memory, Kernels kernels) {
    String folder = System.getProperty("sluice.cuda.cublas", "");
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path library = Path.of(folder).resolve("libcublas.so.12").toAbsolutePath();
    if (!Files.exists(library)) {
      log.info("there is no {}; the backend's own kernel computes prompts", library);
      return Optional.empty();
    }
    try {
      System.load(library.toString());
      return Optional.of(new Cublas(device, memory, kernels));
    } catch (LinkageError | DeviceException e) {
      log.warn(
          "cuBLAS in {} cannot be used ({}); the backend's own kernel computes prompts",
          folder,
          Driver.firstLine(e));
      return Optional.empty();
    }
  }

  /**
   * Row-major {@code out = x w^T}, which is column-major {@code out^T = w x^T}.
   *
   * @return false for a type that the library does not take, or not on this device
   */
  boolean multiply(Tensor x, DeviceWeight weight, int n, Tensor out) {
    if (!types.contains(weight.type())) {
      return false;
    }
    boolean isBrain = weight.type() == ElementType.BF16;
    int columns = weight.columns();
    long rounded = inputs.atLeast((long) n * columns * Short.BYTES);
    halves.rows(x).integer(columns).integer(isBrain ? 1 : 0).address(rounded);
    halves.launch(n, Math.ceilDiv(columns, THREADS), THREADS);
    int type = isBrain ? cudaDataType.CUDA_R_16BF : cudaDataType.CUDA_R_16F;
    int status =
        cublasGemmEx_new(
            handle,
            cublasOperation.CUBLAS_OP_T,
            cublasOperation.CUBLAS_OP_N,
            weight.rows(),
            n,
            columns,
            one,
            DeviceMemory.pointer(weight.address()),
            type,
            columns,
            DeviceMemory.pointer(rounded),
            type,
            columns,
            zero,
            DeviceMemory.pointer(out.address()),
            cudaDataType.CUDA_R_32F,
            Math.toIntExact(out.strideBytes() / Float.BYTES),
            cublasComputeType.CUBLAS_COMPUTE_32F,
            cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
    if (UNSUPPORTED.contains(status)) {
      log.info(
          "cuBLAS has no products of {} here; the backend's own kernel computes them",
          weight.type());
      types.remove(weight.type());
      return false;
    }
    check(status, "multiplying with cuBLAS");
    return true;
  }

  private static void check(int status, String during) {
    if (status != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new DeviceException(status, cublasStatus.stringFor(status), during, false);
    }
  }

  @Override
  public void close() {
    cublasDestroy(handle); // its status repeats an earlier failure
  }
}
