package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Products with weights, and how weights come to the device. All tiles sum in the same order, so
 * the choice among them is one of speed only. With {@code -Dsluice.cuda.tensor-cores=true},
 * products of many tokens go to the tensor cores: faster, with activations rounded to halves, and a
 * token's bits then depend on its batch; weights of 16 bits by {@link Cublas} where it is at hand.
 */
final class Matmul implements AutoCloseable {
  /** Tokens per tile of the kernels {@code matmul_N}, with the weight rows of a tile. */
  private static final int[] TILES = {1, 2, 4, 8};

  private static final int[] TILE_ROWS = {1, 1, 2, 4};

  /** Tokens and rows of a block on the tensor cores, and from how many tokens on they pay. */
  private static final int TENSOR_TILE = 64;

  private static final int TENSOR_TOKENS = 16;
  private static final int WARPS = 4;
  private static final int THREADS = 32 * WARPS;

  private final Kernels kernels;
  private final DeviceMemory memory;
  private final Staging staging;
  private final boolean usesTensorCores = Boolean.getBoolean("sluice.cuda.tensor-cores");
  private final Optional<Cublas> cublas;
  private final Map<ElementType, Kernel[]> byType = new EnumMap<>(ElementType.class);
  private final Map<ElementType, Kernel> tensorByType = new EnumMap<>(ElementType.class);

  Matmul(Device device, Kernels kernels, DeviceMemory memory, Staging staging) {
    this.kernels = kernels;
    this.memory = memory;
    this.staging = staging;
    this.cublas = usesTensorCores ? Cublas.open(device, memory, kernels) : Optional.empty();
  }

  DeviceWeight prepare(Tensor stored) {
    ElementType type = stored.type();
    Kernel[] forType = byType.computeIfAbsent(type, t -> kernels.matmul(t, TILES));
    Kernel tensor =
        usesTensorCores ? tensorByType.computeIfAbsent(type, kernels::matmulTensor) : null;
    long rowBytes = type.rowBytes(stored.columns());
    long address = memory.take("weights", stored.rows() * rowBytes);
    try {
      copy(stored, rowBytes, address);
    } catch (RuntimeException | Error e) {
      memory.release(address);
      throw e;
    }
    return new DeviceWeight(
        memory, address, stored.rows(), stored.columns(), rowBytes, type, forType, tensor);
  }

  private void copy(Tensor stored, long rowBytes, long to) {
    if (stored.strideBytes() == rowBytes) {
      staging.upload(stored.data(), 0, stored.rows() * rowBytes, to);
      return;
    }
    for (int row = 0; row < stored.rows(); row++) {
      staging.upload(stored.data(), stored.offset(row), rowBytes, to + row * rowBytes);
    }
  }

  void multiply(Tensor x, DeviceWeight weight, int n, Tensor out) {
    if (cublas.isPresent() && n >= TENSOR_TOKENS && cublas.get().multiply(x, weight, n, out)) {
      return;
    }
    if (weight.tensorKernel() != null && n >= TENSOR_TOKENS) {
      launch(weight.tensorKernel(), x, weight, n, out, TENSOR_TILE, TENSOR_TILE);
      return;
    }
    int tile = 0;
    while (tile < TILES.length - 1 && TILES[tile] < n) {
      tile++;
    }
    launch(weight.kernels()[tile], x, weight, n, out, TILES[tile], WARPS * TILE_ROWS[tile]);
  }

  /**
   * In one dimension of the grid: the others end at 65,535 blocks, fewer than vocabularies need.
   */
  private static void launch(
      Kernel kernel, Tensor x, DeviceWeight weight, int n, Tensor out, int tokens, int rows) {
    int blocks = Math.multiplyExact(Math.ceilDiv(n, tokens), Math.ceilDiv(weight.rows(), rows));
    kernel
        .rows(x)
        .address(weight.address())
        .wide(weight.rowBytes())
        .integer(weight.rows())
        .integer(weight.columns())
        .integer(n)
        .rows(out)
        .launch(blocks, 1, THREADS);
  }

  @Override
  public void close() {
    cublas.ifPresent(Cublas::close);
  }
}
