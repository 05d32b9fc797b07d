package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Random stored weights whose scales are ordinary numbers. */
final class TestWeights {
  private TestWeights() {}

  static Tensor random(ElementType type, int rows, int columns, Random random) {
    long bytes = rows * type.rowBytes(columns);
    MemorySegment data = Arena.ofAuto().allocate(bytes, 64);
    byte[] noise = new byte[Math.toIntExact(bytes)];
    random.nextBytes(noise);
    MemorySegment.copy(noise, 0, data, ValueLayout.JAVA_BYTE, 0, noise.length);
    for (long at = 0; at < bytes; at += type.blockBytes()) {
      tame(type, data, at, random);
    }
    return Tensor.packed("test", type, rows, columns, data);
  }

  private static void tame(ElementType type, MemorySegment data, long at, Random random) {
    switch (type) {
      case F32 ->
          data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) random.nextGaussian() * 0.1f);
      case F16, Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> half(data, at, random);
      case IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ1_S -> half(data, at, random);
      case BF16 ->
          data.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              at,
              (short) (Float.floatToIntBits((float) random.nextGaussian()) >>> 16));
      case Q4_1, Q5_1, Q4_K, Q5_K -> {
        half(data, at, random);
        half(data, at + 2, random);
      }
      case Q6_K -> half(data, at + 208, random);
      case Q3_K -> half(data, at + 108, random);
      case Q2_K -> {
        half(data, at + 80, random);
        half(data, at + 82, random);
      }
      case MXFP4 -> data.set(ValueLayout.JAVA_BYTE, at, (byte) (120 + random.nextInt(4)));
      case TQ1_0 -> half(data, at + 52, random);
      case TQ2_0 -> half(data, at + 64, random);
      // The scale is a half in the upper four bits of four words; these are the uppermost.
      case IQ1_M ->
          data.set(
              ValueLayout.JAVA_BYTE,
              at + 55,
              (byte) (0x20 | data.get(ValueLayout.JAVA_BYTE, at + 55) & 15));
      case NVFP4 -> {
        for (int i = 0; i < 4; i++) {
          data.set(ValueLayout.JAVA_BYTE, at + i, (byte) (0x20 + random.nextInt(16)));
        }
      }
      default -> throw new IllegalArgumentException(type.name());
    }
  }

  private static void half(MemorySegment data, long at, Random random) {
    short bits = Float.floatToFloat16((float) random.nextGaussian() * 0.05f);
    data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, bits);
  }
}
