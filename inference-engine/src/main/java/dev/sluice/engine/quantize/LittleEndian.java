package dev.sluice.engine.quantize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, lowest byte first. */
final class LittleEndian {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static void putShort(byte[] out, int to, short value) {
    SHORT.set(out, to, value);
  }

  static void putInt(byte[] out, int to, int value) {
    INT.set(out, to, value);
  }

  /** Stores {@code value} as a 16-bit float, rounded to nearest even. */
  static void putHalf(byte[] out, int to, float value) {
    putShort(out, to, Float.floatToFloat16(value));
  }
}
