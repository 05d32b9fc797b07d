package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads blocks of {@link GroupedCodes} with the codes joined to ints: eight nibbles or four bytes,
 * the first code lowest. The common formats hold their codes so already or nearly, and loading a
 * model takes them whole words at a time. Holds one block; for one thread.
 */
public final class CodeWords {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ElementType type;
  private final byte[] codes;
  private final int[] words;
  private final float[] scales;
  private final float[] offsets;

  /**
   * @param type one that {@link GroupedCodes} has groups of
   */
  public CodeWords(ElementType type) {
    this.type = type;
    this.codes = new byte[type.blockElements()];
    this.words = new int[type.blockElements() / codesPerWord(type)];
    this.scales = new float[type.blockElements() / GroupedCodes.groupSize(type)];
    this.offsets = new float[scales.length];
  }

  /** Eight nibbles or four bytes. */
  public static int codesPerWord(ElementType type) {
    return GroupedCodes.isNibble(type) ? 8 : 4;
  }

  /**
   * @param at byte offset of the block
   */
  public void read(MemorySegment data, long at) {
    switch (type) {
      case Q4_0 -> {
        scales[0] = Dequantizer.half(data, at);
        offsets[0] = -8 * scales[0];
        nibbles(data, at + 2, 2, 0);
      }
      case Q4_1 -> {
        scales[0] = Dequantizer.half(data, at);
        offsets[0] = Dequantizer.half(data, at + 2);
        nibbles(data, at + 4, 2, 0);
      }
      case Q4_K -> {
        GroupedCodes.q4kFactors(data, at, scales, offsets, 0);
        for (int pair = 0; pair < 4; pair++) {
          nibbles(data, at + 16 + pair * 32L, 4, pair * 8);
        }
      }
      case Q8_0 -> {
        scales[0] = Dequantizer.half(data, at);
        for (int i = 0; i < words.length; i++) {
          words[i] = data.get(INT, at + 2 + i * 4L);
        }
      }
      default -> {
        GroupedCodes.block(type, data, at, codes, 0, scales, offsets, 0);
        join();
      }
    }
  }

  /** The codes {@code i * codesPerWord} and following of the block. */
  public int word(int i) {
    return words[i];
  }

  /** Of a group of the block. */
  public float scale(int group) {
    return scales[group];
  }

  /** Of a group of the block, where the type has offsets. */
  public float offset(int group) {
    return offsets[group];
  }

  /** {@code longs * 8} bytes: the lower nibbles are so many words, the upper ones those after. */
  private void nibbles(MemorySegment data, long at, int longs, int to) {
    for (int i = 0; i < longs; i++) {
      long bytes = data.get(LONG, at + i * 8L);
      words[to + i] = lowNibbles(bytes);
      words[to + longs + i] = lowNibbles(bytes >>> 4);
    }
  }

  private static int lowNibbles(long bytes) {
    long pairs = bytes & 0x0F0F_0F0F_0F0F_0F0FL;
    pairs = (pairs | pairs >>> 4) & 0x00FF_00FF_00FF_00FFL;
    pairs = (pairs | pairs >>> 8) & 0x0000_FFFF_0000_FFFFL;
    return (int) (pairs | pairs >>> 16);
  }

  private void join() {
    int perWord = codesPerWord(type);
    int bits = Integer.SIZE / perWord;
    int mask = (1 << bits) - 1;
    for (int i = 0; i < words.length; i++) {
      int word = 0;
      for (int j = perWord - 1; j >= 0; j--) {
        word = word << bits | codes[i * perWord + j] & mask;
      }
      words[i] = word;
    }
  }
}
