package dev.sluice.codec.gguf;

/**
 * Reads one metadata value: integers become {@link Long}, floats {@link Double}, arrays primitive
 * arrays or lists.
 */
final class GgufValue {
  private static final int UINT8 = 0;
  private static final int INT8 = 1;
  private static final int UINT16 = 2;
  private static final int INT16 = 3;
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int UINT64 = 10;
  private static final int INT64 = 11;
  private static final int FLOAT64 = 12;

  private GgufValue() {}

  static Object read(GgufCursor in, String key) {
    int type = in.readInt();
    return type == ARRAY ? readArray(in, key) : readScalar(in, key, type);
  }

  private static Object readScalar(GgufCursor in, String key, int type) {
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
      default -> throw new GgufException("metadata '" + key + "' has the unknown type " + type);
    };
  }

  private static Object readArray(GgufCursor in, String key) {
    int type = in.readInt();
    int count = in.readCount("array '" + key + "'", minimumBytes(key, type));
    if (type == STRING) {
      String[] values = new String[count];
      for (int i = 0; i < count; i++) {
        values[i] = in.readString("entry " + i + " of '" + key + "'");
      }
      return values;
    }
    if (type == FLOAT32 || type == FLOAT64) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = (Double) readScalar(in, key, type);
      }
      return values;
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      Object value = readScalar(in, key, type);
      values[i] = value instanceof Boolean b ? (b ? 1 : 0) : (Long) value;
    }
    return values;
  }

  private static int minimumBytes(String key, int type) {
    return switch (type) {
      case UINT8, INT8, BOOL -> 1;
      case UINT16, INT16 -> 2;
      case UINT32, INT32, FLOAT32 -> 4;
      case STRING, UINT64, INT64, FLOAT64 -> 8;
      default ->
          throw new GgufException(
              "array '" + key + "' has entries of type " + type + ", which is not supported");
    };
  }
}
