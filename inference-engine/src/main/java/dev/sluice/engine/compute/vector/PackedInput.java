package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;
import dev.sluice.engine.tensor.Tensor;

/**
 * A step's input in the order the kernels read it: {@code [chunks, tokens, 32]} floats, zero beyond
 * the last column and the last token (tokens are padded to an even number), with the sum of every
 * chunk beside it, {@code [chunks, tokens]}. So six tokens' 32 columns share twelve cache lines
 * whatever the width, and a power-of-two row stride cannot collide in the cache.
 */
final class PackedInput implements AutoCloseable {
  /** Columns per chunk: the group of the scaled forms. */
  static final int CHUNK = 32;

  /** Distance between neighbouring tokens of a chunk. */
  static final int TOKEN_BYTES = CHUNK * Float.BYTES;

  private final MemoryLedger ledger;
  private final WorkerTeam team;
  private Allocation memory;
  private long capacityBytes;
  private long values;
  private long sums;
  private int tokens;

  // The arguments of the running job; one at a time.
  private long source;
  private long sourceStride;
  private int sourceTokens;
  private int columns;
  private final WorkerTeam.Job packJob = this::packToken;

  PackedInput(MemoryLedger ledger, WorkerTeam team) {
    this.ledger = ledger;
    this.team = team;
  }

  /** Packs {@code n} rows of {@code x}. */
  void pack(Tensor x, int n) {
    columns = x.columns();
    int chunks = chunks();
    tokens = n == 1 ? 1 : n + (n & 1);
    reserve((long) chunks * tokens * (TOKEN_BYTES + Float.BYTES) + TOKEN_BYTES);
    values = memory.segment().address();
    sums = values + (long) chunks * tokens * TOKEN_BYTES;
    source = x.address();
    sourceStride = x.strideBytes();
    sourceTokens = n;
    team.runTokens(packJob, tokens);
  }

  private int chunks() {
    return Math.ceilDiv(columns, CHUNK);
  }

  private void reserve(long bytes) {
    if (bytes > capacityBytes) {
      close();
      memory = ledger.allocate("packed-input", bytes);
      capacityBytes = bytes;
    }
  }

  private void packToken(int worker, int token) {
    long from = source + token * sourceStride;
    int chunks = chunks();
    for (int chunk = 0; chunk < chunks; chunk++) {
      long to = values(chunk, token);
      int count = token < sourceTokens ? Math.min(CHUNK, columns - chunk * CHUNK) : 0;
      if (count == CHUNK) {
        for (int i = 0; i < CHUNK; i += Lanes.COUNT) {
          Lanes.store(Lanes.load(from + i * 4L), to + i * 4L);
        }
      } else {
        for (int i = 0; i < CHUNK; i++) {
          Lanes.set(to + i * 4L, i < count ? Lanes.get(from + i * 4L) : 0f);
        }
      }
      Lanes.set(sums(chunk, token), VectorMath.sum(to, CHUNK));
      from += TOKEN_BYTES;
    }
  }

  long values(int chunk, int token) {
    return values + ((long) chunk * tokens + token) * TOKEN_BYTES;
  }

  long sums(int chunk, int token) {
    return sums + ((long) chunk * tokens + token) * Float.BYTES;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
      capacityBytes = 0;
    }
  }
}
