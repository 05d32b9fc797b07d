package dev.sluice.codec.vocabulary;

import dev.sluice.codec.IncrementalDecoder;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;

/** Every token with its text and bytes, and the decoders over them. Immutable and thread-safe. */
public final class TokenTable implements Vocabulary {
  /** What SentencePiece writes for a space. */
  public static final String SPACE_MARK = "\u2581";

  private static final byte[] NO_BYTES = {};

  private final String[] texts;
  private final byte[][] bytes;

  /** Decoded text where a token is text by itself; null where its bytes are part of a character. */
  private final String[] wholeTexts;

  private final BitSet byteTokens = new BitSet();
  private final BitSet special;
  private final DecoderRules rules;
  private final OptionalInt bos;
  private final Set<Integer> endOfGeneration;

  /**
   * @param texts token texts by id, null where an id has none; kept, must not be changed
   * @param special ids of control tokens
   */
  public TokenTable(
      String[] texts,
      BitSet special,
      DecoderRules rules,
      OptionalInt bos,
      Set<Integer> endOfGeneration) {
    this.texts = texts;
    this.special = (BitSet) special.clone();
    this.rules = rules;
    this.bos = bos;
    this.endOfGeneration = Set.copyOf(endOfGeneration);
    this.bytes = new byte[texts.length][];
    this.wholeTexts = new String[texts.length];
    for (int id = 0; id < texts.length; id++) {
      fill(id);
    }
  }

  private void fill(int id) {
    if (texts[id] == null) {
      texts[id] = "";
      bytes[id] = NO_BYTES;
      wholeTexts[id] = "";
    } else if (rules.byteLevel()) {
      bytes[id] = ByteAlphabet.bytesOf(texts[id]);
      wholeTexts[id] = strictText(bytes[id]);
    } else if (rules.byteFallback() && byteValue(texts[id]) >= 0) {
      bytes[id] = new byte[] {(byte) byteValue(texts[id])};
      byteTokens.set(id);
    } else {
      wholeTexts[id] = rules.spaceMark() ? texts[id].replace(SPACE_MARK, " ") : texts[id];
      bytes[id] = wholeTexts[id].getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String strictText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The byte of a token written {@code <0xNN>}, or -1. */
  private static int byteValue(String text) {
    if (text.length() != 6 || !text.startsWith("<0x") || text.charAt(5) != '>') {
      return -1;
    }
    int high = Character.digit(text.charAt(3), 16);
    int low = Character.digit(text.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private int check(int id) {
    if (id < 0 || id >= texts.length) {
      throw new TokenizerException(
          "token id " + id + " is outside the vocabulary of " + texts.length + " tokens");
    }
    return id;
  }

  @Override
  public int size() {
    return texts.length;
  }

  @Override
  public String text(int id) {
    return texts[check(id)];
  }

  @Override
  public byte[] bytes(int id) {
    return bytes[check(id)];
  }

  @Override
  public boolean isSpecial(int id) {
    return special.get(check(id));
  }

  @Override
  public OptionalInt bos() {
    return bos;
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return endOfGeneration;
  }

  String wholeText(int id) {
    return wholeTexts[check(id)];
  }

  boolean isByte(int id) {
    return byteTokens.get(id);
  }

  /** A fresh decoder for one stream. */
  public IncrementalDecoder incrementalDecoder() {
    return streamDecoder();
  }

  /** The text of a whole sequence. */
  public String decode(int[] ids, boolean skipSpecial) {
    return streamDecoder().decode(ids, skipSpecial);
  }

  private StreamDecoder streamDecoder() {
    return rules.byteLevel()
        ? new ByteLevelDecoder(this)
        : new ByteFallbackDecoder(this, rules.leadingSpace());
  }
}
