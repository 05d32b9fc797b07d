package dev.sluice.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a {@code tokenizer.model}. */
final class SentencePieceBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * @param types as SentencePiece numbers them
   * @param kind 1 for Unigram, 2 for BPE
   */
  static byte[] of(String[] pieces, float[] scores, int[] types, int kind) {
    SentencePieceBytes model = new SentencePieceBytes();
    for (int i = 0; i < pieces.length; i++) {
      SentencePieceBytes piece = new SentencePieceBytes();
      piece.bytes(1, pieces[i].getBytes(StandardCharsets.UTF_8));
      piece.varint(2 << 3 | 5);
      byte[] score =
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(scores[i]).array();
      piece.out.writeBytes(score);
      piece.number(3, types[i]);
      model.bytes(1, piece.out.toByteArray());
    }
    SentencePieceBytes trainer =
        new SentencePieceBytes().number(3, kind).number(41, 1).number(42, 2);
    model.bytes(2, trainer.out.toByteArray());
    SentencePieceBytes normalizer = new SentencePieceBytes().number(3, 1).number(4, 0);
    model.bytes(3, normalizer.out.toByteArray());
    return model.out.toByteArray();
  }

  private SentencePieceBytes number(int field, int value) {
    return varint(field << 3).varint(value);
  }

  private void bytes(int field, byte[] bytes) {
    varint(field << 3 | 2).varint(bytes.length);
    out.writeBytes(bytes);
  }

  private SentencePieceBytes varint(int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }
}
