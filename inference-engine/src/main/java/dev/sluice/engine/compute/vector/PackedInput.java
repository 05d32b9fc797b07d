package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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

  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final Outlined PACK = Outlined.of(MethodHandles.lookup(), "pack");

  private final GrowingMemory memory;
  private long values;
  private long sums;
  private int tokens;

  // Of the input that is packed.
  private long source;
  private long sourceStride;
  private int sourceTokens;
  private int columns;
  private boolean needsSums;

  PackedInput(MemoryLedger ledger) {
    this.memory = new GrowingMemory(ledger, "packed-input");
  }

  /**
   * Makes room for {@code n} rows of {@code x}, which {@link #packToken} fills.
   *
   * @param withSums whether {@link #sums} will be asked for
   */
  void begin(Tensor x, int n, boolean withSums) {
    needsSums = withSums;
    columns = x.columns();
    int chunks = chunks();
    tokens = n == 1 ? 1 : n + (n & 1);
    values = memory.atLeast((long) chunks * tokens * (TOKEN_BYTES + Float.BYTES) + TOKEN_BYTES);
    sums = values + (long) chunks * tokens * TOKEN_BYTES;
    source = x.address();
    sourceStride = x.strideBytes();
    sourceTokens = n;
  }

  private int chunks() {
    return Math.ceilDiv(columns, CHUNK);
  }

  /** Packs a token's row; the last one's makes the row that pads them as well. */
  void packToken(int token) {
    packRow(token);
    if (token == sourceTokens - 1 && tokens > sourceTokens) {
      packRow(sourceTokens);
    }
  }

  private void packRow(int token) {
    long from = source + token * sourceStride;
    int whole = token < sourceTokens ? columns / CHUNK : 0;
    PACK.run(from, tokens, whole, 0, needsSums ? sums(0, token) : 0, values(0, token));
    for (int chunk = whole; chunk < chunks(); chunk++) {
      int count = token < sourceTokens ? columns - chunk * CHUNK : 0;
      long to = values(chunk, token);
      Lanes.clear(to, TOKEN_BYTES);
      Lanes.copy(from + (long) chunk * TOKEN_BYTES, to, count * 4L);
      Lanes.set(sums(chunk, token), 0); // of a part: the scaled forms have whole chunks only
    }
  }

  /** Copies whole chunks of a token; sums them unless there is no place for it. */
  @SuppressWarnings("unused")
  private static void pack(long from, int tokens, int chunks, long u0, long sums, long to) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      long x = from + (long) chunk * TOKEN_BYTES;
      Lanes.copy(x, to + (long) chunk * tokens * TOKEN_BYTES, TOKEN_BYTES);
      if (sums != 0) {
        Lanes.set(sums + (long) chunk * tokens * Float.BYTES, sum(x));
      }
    }
  }

  /** Of a chunk: four interleaved partial sums, folded in pairs. */
  private static float sum(long x) {
    FloatVector sums = FloatVector.zero(FOUR);
    for (int i = 0; i < TOKEN_BYTES; i += 4 * Float.BYTES) {
      sums = sums.add(FloatVector.fromMemorySegment(FOUR, Lanes.MEMORY, x + i, Lanes.ORDER));
    }
    return (sums.lane(0) + sums.lane(1)) + (sums.lane(2) + sums.lane(3));
  }

  long values(int chunk, int token) {
    return values + ((long) chunk * tokens + token) * TOKEN_BYTES;
  }

  long sums(int chunk, int token) {
    return sums + ((long) chunk * tokens + token) * Float.BYTES;
  }

  @Override
  public void close() {
    memory.close();
  }
}
