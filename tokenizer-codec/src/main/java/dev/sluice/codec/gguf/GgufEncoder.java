package dev.sluice.codec.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;

/** Little-endian values one after the other: the reverse of {@link GgufCursor}. */
final class GgufEncoder {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }

  GgufEncoder raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  GgufEncoder integer(long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes.write((int) (value >>> 8 * i));
    }
    return this;
  }

  GgufEncoder text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return integer(utf8.length, Long.BYTES).raw(utf8);
  }

  /** The value of a type that is not an array, without the type's number. */
  GgufEncoder scalar(GgufType type, Object value) {
    return switch (type) {
      case STRING -> text((String) value);
      case BOOL -> integer((Boolean) value ? 1 : 0, 1);
      case FLOAT32 -> integer(Float.floatToRawIntBits(((Number) value).floatValue()), 4);
      case FLOAT64 -> integer(Double.doubleToRawLongBits(((Number) value).doubleValue()), 8);
      case ARRAY -> throw new IllegalArgumentException("an array is no scalar");
      default -> integer(((Number) value).longValue(), type.minimumBytes());
    };
  }

  /** An array with the type and number of its elements; {@code values} is any Java array. */
  GgufEncoder array(GgufType elements, Object values) {
    int count = Array.getLength(values);
    integer(elements.id(), Integer.BYTES).integer(count, Long.BYTES);
    for (int i = 0; i < count; i++) {
      Object value = Array.get(values, i);
      if (elements == GgufType.ARRAY) {
        array(GgufWriter.elementType(value), value);
      } else {
        scalar(elements, value);
      }
    }
    return this;
  }
}
