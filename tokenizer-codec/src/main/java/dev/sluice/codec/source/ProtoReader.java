package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one message in the wire format of protocol buffers, each length checked against its end.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int wireType;

  ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The number of the next field, or 0 at the end. What is not read must be skipped. */
  int next() {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    wireType = (int) tag & 7;
    long field = tag >>> 3;
    if (field <= 0 || field > 1 << 29) {
      throw damaged("a field with the number " + field);
    }
    return (int) field;
  }

  long integer() {
    expect(VARINT);
    return varint();
  }

  boolean flag() {
    return integer() != 0;
  }

  float number() {
    expect(FIXED32);
    int start = advance(4);
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      bits = bits << 8 | bytes[start + i] & 0xFF;
    }
    return Float.intBitsToFloat(bits);
  }

  String text() {
    expect(BYTES);
    int length = length();
    return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
  }

  ProtoReader message() {
    expect(BYTES);
    int length = length();
    int start = advance(length);
    return new ProtoReader(bytes, start, start + length);
  }

  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw damaged("wire type " + wireType);
    }
  }

  private void expect(int type) {
    if (wireType != type) {
      throw damaged("wire type " + wireType + " instead of " + type);
    }
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw damaged("a length of " + Long.toUnsignedString(length) + " of " + (end - at) + " left");
    }
    return (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = bytes[advance(1)];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw damaged("a number of more than ten bytes");
  }

  private int advance(int count) {
    if (count > end - at) {
      throw damaged("the end");
    }
    int start = at;
    at += count;
    return start;
  }

  private TokenizerException damaged(String what) {
    return new TokenizerException("not a SentencePiece model: " + what + " at byte " + at);
  }
}
