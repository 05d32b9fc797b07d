package dev.sluice.codec.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Reads little-endian values from a mapped file, each checked against its end. */
final class GgufCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private long position;

  GgufCursor(MemorySegment file) {
    this.file = file;
  }

  long position() {
    return position;
  }

  long remaining() {
    return file.byteSize() - position;
  }

  byte readByte() {
    return file.get(ValueLayout.JAVA_BYTE, advance(1));
  }

  short readShort() {
    return file.get(SHORT, advance(2));
  }

  int readInt() {
    return file.get(INT, advance(4));
  }

  long readLong() {
    return file.get(LONG, advance(8));
  }

  /**
   * @param what names the text in an error; not asked otherwise, for there are a hundred thousand
   */
  String readString(Supplier<String> what) {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new GgufException(
          what.get()
              + " at byte "
              + position
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + remaining()
              + " left");
    }
    long start = advance(length);
    byte[] bytes = file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * A count of things that take at least {@code minimumBytes} each, so it cannot exceed what is
   * left of the file.
   */
  int readCount(String what, int minimumBytes) {
    long count = readLong();
    if (count < 0 || count > remaining() / minimumBytes || count > Integer.MAX_VALUE - 8) {
      throw new GgufException(
          what
              + " claims "
              + Long.toUnsignedString(count)
              + " entries, but only "
              + remaining()
              + " bytes are left in the file");
    }
    return (int) count;
  }

  private long advance(long bytes) {
    if (bytes > remaining()) {
      throw new GgufException(
          "the file ends inside its header: "
              + bytes
              + " bytes wanted at byte "
              + position
              + " of "
              + file.byteSize());
    }
    long at = position;
    position += bytes;
    return at;
  }
}
