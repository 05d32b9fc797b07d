package dev.sluice.codec.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * Reads little-endian values from a mapped file, each checked against its end. A header has a
 * hundred thousand of them and is read while nothing is compiled yet, when access to mapped memory
 * costs many times what access to an array costs; so the file passes through a window.
 */
final class GgufCursor {
  private static final int WINDOW = 1 << 16;

  private final MemorySegment file;
  private final byte[] window;
  private long windowStart;
  private int windowLength;
  private long position;

  GgufCursor(MemorySegment file) {
    this(file, 0);
  }

  GgufCursor(MemorySegment file, long position) {
    this.file = file;
    this.window = new byte[(int) Math.min(WINDOW, file.byteSize())];
    this.position = position;
  }

  long position() {
    return position;
  }

  long remaining() {
    return file.byteSize() - position;
  }

  byte readByte() {
    return window[take(Byte.BYTES)];
  }

  short readShort() {
    int at = take(Short.BYTES);
    return (short) (window[at] & 0xFF | window[at + 1] << 8);
  }

  int readInt() {
    return intAt(take(Integer.BYTES));
  }

  long readLong() {
    int at = take(Long.BYTES);
    return intAt(at) & 0xFFFF_FFFFL | (long) intAt(at + Integer.BYTES) << Integer.SIZE;
  }

  private int intAt(int at) {
    return window[at] & 0xFF
        | (window[at + 1] & 0xFF) << 8
        | (window[at + 2] & 0xFF) << 16
        | window[at + 3] << 24;
  }

  String readString(String what) {
    return readString(any -> what, 0);
  }

  /**
   * @param what names the text of this index in an error; not asked otherwise, for there are a
   *     hundred thousand
   */
  String readString(IntFunction<String> what, int index) {
    int length = readLength(what, index);
    if (length <= window.length) {
      return new String(window, take(length), length, StandardCharsets.UTF_8);
    }
    byte[] bytes = file.asSlice(advance(length), length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Passes a string whose text is not needed yet. */
  void skipString(IntFunction<String> what, int index) {
    advance(readLength(what, index));
  }

  private int readLength(IntFunction<String> what, int index) {
    long length = readLong();
    if (length < 0 || length > remaining() || length > Integer.MAX_VALUE - 8) {
      throw new GgufException(
          what.apply(index)
              + " at byte "
              + position
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + remaining()
              + " left");
    }
    return (int) length;
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

  /** Passes bytes, at most a window of them; answers where in the window they are. */
  private int take(int bytes) {
    long start = advance(bytes);
    if (start < windowStart || start + bytes > windowStart + windowLength) {
      windowStart = start;
      windowLength = (int) Math.min(window.length, file.byteSize() - start);
      MemorySegment.copy(file, ValueLayout.JAVA_BYTE, start, window, 0, windowLength);
    }
    return (int) (start - windowStart);
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
