package dev.sluice.codec.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Reads one metadata value: integers become {@link Long}, floats {@link Double}, arrays primitive
 * arrays, an array of arrays {@code Object[]}, an array of strings {@link GgufTexts} or, in an
 * array, {@code String[]}.
 */
final class GgufValue {
  /** Arrays in arrays: what a file may ask of the stack. */
  private static final int MAX_DEPTH = 8;

  private GgufValue() {}

  static Object read(GgufCursor in, MemorySegment file, String key) {
    GgufType type = GgufType.ofId(in.readInt(), key);
    return type == GgufType.ARRAY ? readArray(in, file, key, 0) : readScalar(in, key, type);
  }

  private static Object readScalar(GgufCursor in, String key, GgufType type) {
    return switch (type) {
      case UINT8 -> (long) Byte.toUnsignedInt(in.readByte());
      case INT8 -> (long) in.readByte();
      case UINT16 -> (long) Short.toUnsignedInt(in.readShort());
      case INT16 -> (long) in.readShort();
      case UINT32 -> Integer.toUnsignedLong(in.readInt());
      case INT32 -> (long) in.readInt();
      case FLOAT32 -> (double) Float.intBitsToFloat(in.readInt());
      case BOOL -> in.readByte() != 0;
      case STRING -> in.readString("value of '" + key + "'");
      case UINT64, INT64 -> in.readLong();
      case FLOAT64 -> Double.longBitsToDouble(in.readLong());
      case ARRAY -> throw new IllegalArgumentException("an array is no scalar");
    };
  }

  private static Object readArray(GgufCursor in, MemorySegment file, String key, int depth) {
    if (depth == MAX_DEPTH) {
      throw new GgufException("metadata '" + key + "' has arrays deeper than " + MAX_DEPTH);
    }
    GgufType type = GgufType.ofId(in.readInt(), key);
    int count = in.readCount("array '" + key + "'", type.minimumBytes());
    return switch (type) {
      case STRING ->
          depth == 0 ? GgufTexts.pass(in, file, key, count) : GgufTexts.read(in, key, count);
      case ARRAY -> {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
          values[i] = readArray(in, file, key, depth + 1);
        }
        yield values;
      }
      case FLOAT32, FLOAT64 -> {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = (Double) readScalar(in, key, type);
        }
        yield values;
      }
      default -> readIntegers(in, key, type, count);
    };
  }

  private static long[] readIntegers(GgufCursor in, String key, GgufType type, int count) {
    long[] values = new long[count];
    if (type == GgufType.INT32) { // the types of tokens
      for (int i = 0; i < count; i++) {
        values[i] = in.readInt();
      }
      return values;
    }
    for (int i = 0; i < count; i++) {
      Object value = readScalar(in, key, type);
      values[i] = value instanceof Boolean b ? (b ? 1 : 0) : (Long) value;
    }
    return values;
  }
}
