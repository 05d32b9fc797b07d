package dev.sluice.engine.model;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.weights.WeightStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where a model's layers are: on one backend where they fit it, otherwise on as few of its devices
 * as hold them together.
 *
 * @param kvBlocks in each backend's pool
 */
record Placement(List<ComputeBackend> backends, LayerSplit split, int kvBlocks) {

  /**
   * Opens the backends.
   *
   * @throws ModelLoadException when all devices together are too small
   */
  static Placement open(
      DecoderSpec spec,
      WeightStore weights,
      int context,
      BackendProvider provider,
      int threads,
      DecoderOptions options) {
    List<ComputeBackend> opened = new ArrayList<>();
    try {
      opened.add(provider.open(threads, 0));
      int most = Math.min(provider.devices(), spec.layers().size());
      if (most > 1) {
        int blocks = Math.ceilDiv(context, KvCache.BLOCK_TOKENS);
        List<DryRun> layers = DryRun.ofLayers(spec, weights, provider, blocks, options);
        while (opened.size() < most && !isEnough(layers, opened)) {
          opened.add(provider.open(threads, opened.size()));
        }
        if (opened.size() > 1) {
          return spread(spec, context, layers, opened, options);
        }
      }
      long free = opened.getFirst().freeBytes();
      int blocks =
          KvBudget.blocks(
              spec.kvBytesPerToken(provider.kvType()),
              context,
              options.kvCacheBytes(),
              weights.storedBytes(),
              free);
      return new Placement(opened, LayerSplit.whole(spec.layers().size()), blocks);
    } catch (RuntimeException | Error e) {
      opened.reversed().forEach(ComputeBackend::close);
      throw e;
    }
  }

  /** Whether weights and one whole context fit, with each device's own working memory. */
  private static boolean isEnough(List<DryRun> layers, List<ComputeBackend> opened) {
    long need = layers.stream().mapToLong(layer -> layer.weights() + layer.keysAndValues()).sum();
    long room = 0;
    for (ComputeBackend backend : opened) {
      room += room(backend, layers);
    }
    return room >= need;
  }

  /** For weights, keys and values: without working memory, and a part for buffers that grow. */
  private static long room(ComputeBackend backend, List<DryRun> layers) {
    long free = backend.freeBytes();
    long working = layers.stream().mapToLong(DryRun::activations).max().orElse(0);
    return Math.max(1, free - free / 16 - working);
  }

  private static Placement spread(
      DecoderSpec spec,
      int context,
      List<DryRun> layers,
      List<ComputeBackend> opened,
      DecoderOptions options) {
    long[] bytes = layers.stream().mapToLong(l -> l.weights() + l.keysAndValues()).toArray();
    long[] free = opened.stream().mapToLong(backend -> room(backend, layers)).toArray();
    LayerSplit split = LayerSplit.byMemory(bytes, free);
    long layerKv = spec.kvBytesPerToken(opened.getFirst().kvType()) / layers.size();
    int blocks = Integer.MAX_VALUE;
    for (int part = 0; part < split.parts(); part++) {
      int from = split.from(part);
      int count = split.to(part) - from;
      long weights = layers.stream().skip(from).limit(count).mapToLong(DryRun::weights).sum();
      long asked = options.kvCacheBytes() * count / layers.size();
      blocks =
          Math.min(blocks, KvBudget.blocks(count * layerKv, context, asked, weights, free[part]));
    }
    return new Placement(opened, split, blocks);
  }

  /** The backends, and which layers each has where there are several. */
  String describe() {
    if (backends.size() == 1) {
      return backends.getFirst().describe();
    }
    return IntStream.range(0, backends.size())
        .mapToObj(i -> backends.get(i).describe() + " with " + split.describe(i))
        .collect(Collectors.joining(", "));
  }

  void close() {
    backends.reversed().forEach(ComputeBackend::close);
  }
}
