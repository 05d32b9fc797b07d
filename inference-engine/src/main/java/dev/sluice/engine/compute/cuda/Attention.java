package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Launches attention. Where few tokens look far back, each span of positions gets blocks of its own
 * and a second kernel merges the spans; otherwise a block goes through all its spans. Both ways
 * give the same bits.
 */
final class Attention {
  /** As in {@code attention.cu}. */
  static final int SPAN = 256;

  private static final int THREADS = 128;
  private static final int WARPS = THREADS / 32;

  private final Kernels kernels;
  private final DeviceMemory memory;
  private final Staging staging;
  private final GrowingBuffer partial;
  private final int enoughBlocks;
  private final ElementType kvType;
  private final Map<Integer, Kernel[]> byHeadDim = new HashMap<>();
  private final Map<float[], Long> slopes = new IdentityHashMap<>();

  /**
   * @param kvType of keys and values
   */
  Attention(
      Kernels kernels,
      DeviceMemory memory,
      Staging staging,
      int multiprocessors,
      ElementType kvType) {
    this.kvType = kvType;
    this.kernels = kernels;
    this.memory = memory;
    this.staging = staging;
    this.partial = new GrowingBuffer(memory, "attention");
    // Four blocks fit a multiprocessor; fewer than that leave it waiting for memory.
    this.enoughBlocks = 4 * multiprocessors;
  }

  /** Loads the kernels for a width of heads. */
  void load(int headDim) {
    if (headDim > 32 * KernelUnit.MAX_HEAD_COLUMNS) {
      throw new IllegalArgumentException(
          "heads of width %d are too wide for the kernels, which take %d"
              .formatted(headDim, 32 * KernelUnit.MAX_HEAD_COLUMNS));
    }
    byHeadDim.computeIfAbsent(
        headDim,
        dim ->
            new Kernel[] {
              kernels.attention("attention", dim, kvType),
              kernels.attention("attention_split", dim, kvType),
              kernels.attention("attention_merge", dim, kvType)
            });
  }

  void attend(Tensor q, KvCache cache, AttentionSpec spec, DeviceBatch batch, Tensor out) {
    int tileHeads = Math.min(spec.headsPerKv(), DeviceBatch.TILE_QUERIES);
    int headTiles = spec.kvHeads() * Math.ceilDiv(spec.headsPerKv(), tileHeads);
    int tiles = batch.tileCount(tileHeads);
    int spans = batch.spans();
    Kernel[] own = byHeadDim.get(spec.headDim());
    if (spans == 1 || (long) tiles * headTiles >= enoughBlocks) {
      arguments(own[0], q, cache, spec, batch, tileHeads)
          .rows(out)
          .launch(tiles, headTiles, 1, THREADS, sharedBytes(spec.headDim(), 2));
      return;
    }
    long rows = (long) batch.tokens() * spec.heads();
    long parts = partial.atLeast(rows * spans * (spec.headDim() + 2) * Float.BYTES);
    arguments(own[1], q, cache, spec, batch, tileHeads)
        .address(parts)
        .integer(spans)
        .launch(tiles, headTiles, spans, THREADS, sharedBytes(spec.headDim(), 1));
    own[2]
        .address(parts)
        .integer(spans)
        .integer(spec.heads())
        .integer(spec.headDim())
        .rows(out)
        .launch(batch.tokens(), spec.heads(), THREADS);
  }

  private Kernel arguments(
      Kernel kernel,
      Tensor q,
      KvCache cache,
      AttentionSpec spec,
      DeviceBatch batch,
      int tileHeads) {
    long slopesAddress = slopes(spec);
    return kernel
        .rows(q)
        .address(cache.keys().address())
        .address(cache.values().address())
        .address(batch.tiles(tileHeads))
        .address(batch.positions())
        .address(batch.tableStarts())
        .address(batch.blockIds())
        .address(slopesAddress)
        .integer(spec.heads())
        .integer(spec.kvHeads())
        .integer(spec.headDim())
        .integer(tileHeads)
        .real(spec.scale())
        .integer(spec.window())
        .real(spec.softcap());
  }

  private long slopes(AttentionSpec spec) {
    float[] values = spec.alibiSlopes();
    if (values == null) {
      return 0;
    }
    Long known = slopes.get(values);
    if (known == null) {
      known = memory.take("vectors", (long) values.length * Float.BYTES);
      staging.upload(values, values.length, known);
      slopes.put(values, known);
    }
    return known;
  }

  /**
   * Queries, weights and the warps' sums; the totals too where a block goes through all spans.
   *
   * @param copies of a tile's queries: 2 with the totals
   */
  static int sharedBytes(int headDim, int copies) {
    int queries = DeviceBatch.TILE_QUERIES;
    return Float.BYTES * queries * (copies * headDim + SPAN + WARPS * headDim);
  }
}
