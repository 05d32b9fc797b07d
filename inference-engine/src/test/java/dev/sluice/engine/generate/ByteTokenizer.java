package dev.sluice.engine.generate;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.IncrementalDecoder;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A token per byte, and two special ones. */
final class ByteTokenizer implements Tokenizer, Vocabulary {
  static final int BOS = 256;
  static final int EOS = 257;
  static final int SIZE = 258;

  boolean isClosed;

  @Override
  public int[] encode(String text, boolean addSpecial) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }

  @Override
  public String decode(int[] ids, boolean skipSpecial) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(id < 256 ? new byte[] {(byte) id} : new byte[0]);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Vocabulary vocabulary() {
    return this;
  }

  @Override
  public IncrementalDecoder incrementalDecoder() {
    return new Utf8Decoder();
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() {
    return Optional.empty();
  }

  @Override
  public String digest() {
    return "bytes";
  }

  @Override
  public void close() {
    isClosed = true;
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public String text(int id) {
    return new String(bytes(id), StandardCharsets.UTF_8);
  }

  @Override
  public byte[] bytes(int id) {
    return switch (id) {
      case BOS -> "<s>".getBytes(StandardCharsets.UTF_8);
      case EOS -> "</s>".getBytes(StandardCharsets.UTF_8);
      default -> new byte[] {(byte) id};
    };
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= BOS;
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.of(BOS);
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return Set.of(EOS);
  }

  private static final class Utf8Decoder implements IncrementalDecoder {
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer in = ByteBuffer.allocate(16);
    private final CharBuffer out = CharBuffer.allocate(32);

    @Override
    public String append(int id) {
      if (id >= BOS) {
        return "";
      }
      in.put((byte) id);
      return drain(false);
    }

    @Override
    public String flush() {
      return drain(true);
    }

    private String drain(boolean isEnd) {
      in.flip();
      decoder.decode(in, out, isEnd);
      in.compact();
      String text = out.flip().toString();
      out.clear();
      return text;
    }
  }
}
