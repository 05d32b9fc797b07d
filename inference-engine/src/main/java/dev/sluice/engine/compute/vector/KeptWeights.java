package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one model on their way in: mapped from the {@link PanelCache} where it has them,
 * otherwise rearranged, and kept there by a thread of its own once all are in, so that nobody waits
 * for the disk. Weights stay where they are until {@link #close}.
 */
final class KeptWeights implements AutoCloseable {
  /** Closing waits for the rest of a file up to that size, and gives a larger one up. */
  private static final long PATIENCE_BYTES = 1L << 30;

  private static final String MAPPED_TAG = "weights-mapped";

  private final PanelCache cache;
  private final HostTensors memory;
  private final WorkerTeam team;
  private final boolean rounds;
  private final byte[] key;
  private final List<PanelFile.Source> fresh = new ArrayList<>();
  private PanelFile file;

  /** Still has weights in use after it turned out to be of no use for the rest. */
  private PanelFile rejected;

  private long mappedBytes;
  private Thread writer;
  private volatile boolean isClosing;

  /**
   * @param source what identifies the model's file
   * @param rounds see {@link PackedWeight}; such weights are arranged otherwise
   */
  KeptWeights(
      PanelCache cache, String source, HostTensors memory, WorkerTeam team, boolean rounds) {
    this.rounds = rounds;
    this.cache = cache;
    this.memory = memory;
    this.team = team;
    this.key = PanelCache.key(rounds ? source + " for rounded inputs" : source);
    this.file = cache.find(key);
    if (file != null) {
      mappedBytes = file.bytes();
      memory.ledger().record(MAPPED_TAG, mappedBytes);
    }
  }

  PackedWeight take(Tensor stored) {
    if (file != null) {
      try {
        MemorySegment panels = file.next(stored);
        PackedWeight weight =
            new PackedWeight(stored.rows(), stored.columns(), stored.type(), panels, null, rounds);
        fresh.add(new PanelFile.Source(stored.name(), weight, panels));
        return weight;
      } catch (IOException e) {
        cache.discard(key, e);
        rejected = file;
        file = null;
      }
    }
    PackedWeight weight = WeightPacker.pack(stored, memory, team, rounds);
    fresh.add(new PanelFile.Source(stored.name(), weight, weight.memory()));
    return weight;
  }

  /** All weights are in. */
  void complete() {
    if (file == null || !file.isComplete()) {
      writer =
          Thread.ofPlatform()
              .daemon()
              .name("sluice-weights")
              .start(() -> cache.keep(key, fresh, this::isGivenUp));
    }
  }

  private boolean isGivenUp() {
    return isClosing && PanelFile.bytes(fresh) > PATIENCE_BYTES;
  }

  /** Comes before weights that were rearranged are released. */
  void settle() {
    isClosing = true;
    boolean interrupted = false;
    while (writer != null && writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    settle();
    for (PanelFile mapped : new PanelFile[] {file, rejected}) {
      if (mapped != null) {
        mapped.close();
      }
    }
    memory.ledger().record(MAPPED_TAG, -mappedBytes);
  }
}
