package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A step's input rounded to eight bits, in the order that {@link IntegerProduct} reads it. As the
 * {@code Q8_0} blocks of ggml, 32 columns share a scale {@code d = max|x| / 127} and have codes
 * {@code q = round(x / d)}; ties go to even, and {@code d} keeps all its bits.
 *
 * <p>Codes are {@code [chunks, tokens, 32]} ints with the code in both halves; starts, scales and
 * sums are {@code [chunks, tokens]}, a scale and a sum beside each other; all is zero beyond the
 * last token (tokens are padded to an even number). An input that is not finite has a scale that is
 * not, so the product is not either.
 */
final class QuantizedInput implements AutoCloseable {
  /** Distance between neighbouring tokens of a chunk. */
  static final int TOKEN_BYTES = PackedInput.CHUNK * Integer.BYTES;

  /** The same of {@link #pairs}. */
  static final int PAIR_BYTES = PackedInput.CHUNK * Short.BYTES;

  private static final int CHUNK = PackedInput.CHUNK;
  private static final float MOST = 127;

  /** Below it {@code 127 / x} overflows. */
  private static final float SMALLEST = 0x1p-120f;

  private static final IntVector MAGNITUDE = IntVector.broadcast(Lanes.I, Integer.MAX_VALUE);

  /** Of the numbers this far from zero, the ulp is one: adding it rounds to an integer. */
  private static final FloatVector ROUNDER = FloatVector.broadcast(Lanes.F, 0x1.8p23f);

  private static final IntVector ROUNDER_BITS = ROUNDER.reinterpretAsInts();

  private static final IntVector LOWER = IntVector.broadcast(Lanes.I, 0xFFFF);

  /** A start, a scale and a sum. */
  private static final int NUMBERS = 3;

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined LIMITS = Outlined.of(HERE, "limits");
  private static final Outlined ROUND = Outlined.of(HERE, "round");

  private final GrowingMemory memory;
  private long codes;
  private long pairs;
  private long numbers;
  private boolean hasPairs;
  private int tokens;
  private int columns;

  // Of the input that is rounded.
  private long source;
  private long sourceStride;
  private int sourceTokens;

  QuantizedInput(MemoryLedger ledger) {
    this.memory = new GrowingMemory(ledger, "packed-input");
  }

  /**
   * Makes room for {@code n} rows of {@code x}, whose columns are whole chunks; {@link #packToken}
   * fills it.
   *
   * @param withPairs whether {@link #pairs} are wanted
   */
  void begin(Tensor x, int n, boolean withPairs) {
    hasPairs = withPairs;
    columns = x.columns();
    tokens = n == 1 ? 1 : n + (n & 1);
    int chunks = chunks();
    int bytes = TOKEN_BYTES + PAIR_BYTES + NUMBERS * Float.BYTES;
    codes = memory.atLeast((long) chunks * tokens * bytes);
    pairs = codes + (long) chunks * tokens * TOKEN_BYTES;
    numbers = pairs + (long) chunks * tokens * PAIR_BYTES;
    source = x.address();
    sourceStride = x.strideBytes();
    sourceTokens = n;
  }

  private int chunks() {
    return columns / CHUNK;
  }

  /** Rounds a token's row; the last one's clears the row that pads them as well. */
  void packToken(int token) {
    if (token == sourceTokens - 1 && tokens > sourceTokens) {
      clear(sourceTokens);
    }
    long x = source + token * sourceStride;
    LIMITS.run(x, tokens, chunks(), 0, 0, factors(0, token));
    ROUND.run(x, tokens, chunks(), factors(0, token), starts(0, token), codes(0, token));
    if (hasPairs) {
      pair(codes(0, token), pairs(0, token));
    }
  }

  /**
   * Of four columns' codes, each there twice, makes an int of the first and the third, and so on.
   */
  private void pair(long twice, long to) {
    for (int chunk = 0; chunk < chunks(); chunk++) {
      long from = Lanes.at(twice + (long) chunk * tokens * TOKEN_BYTES);
      long out = Lanes.at(to + (long) chunk * tokens * PAIR_BYTES);
      for (int i = 0; i < PAIR_BYTES; i += Long.BYTES) {
        long lower = Lanes.getLong(from + 2 * i) & 0x0000_FFFF_0000_FFFFL;
        long upper = Lanes.getLong(from + 2 * i + Long.BYTES) & 0xFFFF_0000_FFFF_0000L;
        Lanes.setLong(out + i, lower | upper);
      }
    }
  }

  private void clear(int token) {
    for (int chunk = 0; chunk < chunks(); chunk++) {
      Lanes.clear(codes(chunk, token), TOKEN_BYTES);
      Lanes.clear(pairs(chunk, token), PAIR_BYTES);
      Lanes.setInt(starts(chunk, token), 0);
      Lanes.setLong(factors(chunk, token), 0);
    }
  }

  /**
   * The largest magnitude of each chunk, zero where it is as good as that. Magnitudes are ordered
   * as their bits are, and not-a-number is above all.
   */
  @SuppressWarnings("unused")
  private static void limits(long x, int tokens, int chunks, long u0, long u1, long limits) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      IntVector most = IntVector.zero(Lanes.I);
      for (int i = 0; i < CHUNK; i += Lanes.COUNT) {
        most = most.max(Lanes.loadInts(x + ((long) chunk * CHUNK + i) * 4).and(MAGNITUDE));
      }
      float limit = Float.intBitsToFloat(most.reduceLanes(VectorOperators.MAX));
      Lanes.set(limits + (long) chunk * tokens * 8, limit < SMALLEST ? 0 : limit);
    }
  }

  /** Codes of a token, whose limits are where its scales will be. */
  private static void round(long x, int tokens, int chunks, long factors, long starts, long codes) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      long at = (long) chunk * tokens;
      float limit = Lanes.get(factors + at * 8);
      FloatVector inverse = FloatVector.broadcast(Lanes.F, limit == 0 ? 0 : MOST / limit);
      IntVector sums = IntVector.zero(Lanes.I);
      for (int i = 0; i < CHUNK; i += Lanes.COUNT) {
        FloatVector moved =
            Lanes.load(x + ((long) chunk * CHUNK + i) * 4).mul(inverse).add(ROUNDER);
        IntVector code = moved.reinterpretAsInts().sub(ROUNDER_BITS);
        sums = sums.add(code);
        IntVector twice = code.and(LOWER).or(code.lanewise(VectorOperators.LSHL, 16));
        Lanes.store(twice, codes + (long) chunk * tokens * TOKEN_BYTES + i * 4L);
      }
      int sum = sums.reduceLanes(VectorOperators.ADD);
      float scale = limit / MOST;
      Lanes.setInt(starts + at * 4, (-PackedWeight.CENTRE * sum & 0xFFFF) * 0x10001);
      Lanes.set(factors + at * 8, scale);
      Lanes.set(factors + at * 8 + 4, scale * sum);
    }
  }

  long codes(int chunk, int token) {
    return codes + ((long) chunk * tokens + token) * TOKEN_BYTES;
  }

  /**
   * Codes {@code [chunks, tokens, 16]} ints as {@link PairProduct} reads them: of each four columns
   * the first in the lower and the third in the upper half, then likewise the second and fourth.
   */
  long pairs(int chunk, int token) {
    return pairs + ((long) chunk * tokens + token) * PAIR_BYTES;
  }

  /** What the sums of products with centred codes start from, in both halves. */
  long starts(int chunk, int token) {
    return numbers + ((long) chunk * tokens + token) * Integer.BYTES;
  }

  /** The scale {@code d}, then {@code d * (sum of q)}: what offsets are multiplied with. */
  long factors(int chunk, int token) {
    long pairs = numbers + (long) chunks() * tokens * Integer.BYTES;
    return pairs + ((long) chunk * tokens + token) * 2 * Float.BYTES;
  }

  @Override
  public void close() {
    memory.close();
  }
}
