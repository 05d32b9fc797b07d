package dev.sluice.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes GGUF files that hold metadata only. */
public final class GgufBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static byte[] of(Map<String, Object> metadata) {
    GgufBytes bytes = new GgufBytes();
    bytes.ints(0x46554747, 3).longs(0, metadata.size());
    metadata.forEach((key, value) -> bytes.text(key).value(value));
    return bytes.out.toByteArray();
  }

  private void value(Object value) {
    switch (value) {
      case String s -> ints(8).text(s);
      case Integer i -> ints(4, i);
      case Boolean b -> ints(7).raw(new byte[] {(byte) (b ? 1 : 0)});
      case String[] texts -> {
        ints(9, 8).longs(texts.length);
        for (String s : texts) {
          text(s);
        }
      }
      case int[] ints -> ints(9, 5).longs(ints.length).ints(ints);
      case float[] floats -> {
        ints(9, 6).longs(floats.length);
        for (float f : floats) {
          ints(Float.floatToRawIntBits(f));
        }
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  private GgufBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return longs(bytes.length).raw(bytes);
  }

  private GgufBytes ints(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(values);
    return raw(buffer.array());
  }

  private GgufBytes longs(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return raw(buffer.array());
  }

  private GgufBytes raw(byte[] bytes) {
    try {
      out.write(bytes);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
