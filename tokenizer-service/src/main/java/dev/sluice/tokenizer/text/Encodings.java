package dev.sluice.tokenizer.text;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.shell.RefusedException;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import java.util.Arrays;
import java.util.List;

/** Encodes and decodes within limits, and puts the answers in wire form. Immutable. */
public final class Encodings {
  private static final long[] NO_HASHES = {};
  private static final int[] NO_IDS = {};

  private final int maxTextCharacters;

  public Encodings(int maxTextCharacters) {
    this.maxTextCharacters = maxTextCharacters;
  }

  /** Ids of a text as the model's own post-processor gives them. */
  public int[] encode(ServedTokenizer served, String text, boolean addSpecial) {
    checkSize(text);
    return served.tokenizer().encode(text, addSpecial);
  }

  /**
   * Ids of a prompt that a chat template wrote: the model's beginning-of-sequence token comes first
   * when its post-processor would put it there, once, and nothing is added at the end.
   */
  public int[] encodePrompt(ServedTokenizer served, String text) {
    int[] ids = encode(served, text, false);
    if (served.leadingBos().isEmpty()) {
      return ids;
    }
    int bos = served.leadingBos().getAsInt();
    if (ids.length > 0 && ids[0] == bos) {
      return ids;
    }
    int[] withBos = new int[ids.length + 1];
    withBos[0] = bos;
    System.arraycopy(ids, 0, withBos, 1, ids.length);
    return withBos;
  }

  /**
   * The answer with ids and block hashes.
   *
   * @param withTokens also each id's own text
   * @param text the rendered prompt, or null
   */
  public TokenizeResult result(ServedTokenizer served, int[] ids, String text, boolean withTokens) {
    String digest = served.tokenizer().digest();
    List<String> tokens = withTokens ? texts(served.tokenizer().vocabulary(), ids) : List.of();
    return new TokenizeResult(
        ids, tokens, ids.length, text, digest, BlockHashes.of(ids, digest), served.contextLength());
  }

  TokenizeResult count(ServedTokenizer served, int count) {
    return new TokenizeResult(
        NO_IDS,
        List.of(),
        count,
        null,
        served.tokenizer().digest(),
        NO_HASHES,
        served.contextLength());
  }

  TokenizeResult decode(ServedTokenizer served, int[] ids, boolean skipSpecial) {
    String text = decoded(served, ids, skipSpecial);
    return new TokenizeResult(
        NO_IDS,
        List.of(),
        ids.length,
        text,
        served.tokenizer().digest(),
        NO_HASHES,
        served.contextLength());
  }

  private static String decoded(ServedTokenizer served, int[] ids, boolean skipSpecial) {
    try {
      return served.tokenizer().decode(ids, skipSpecial);
    } catch (TokenizerException e) {
      throw RefusedException.of(ErrorCode.INVALID_VALUE, "ids", e.getMessage());
    }
  }

  private static List<String> texts(Vocabulary vocabulary, int[] ids) {
    return Arrays.stream(ids).mapToObj(vocabulary::text).toList();
  }

  private void checkSize(String text) {
    if (text.length() > maxTextCharacters) {
      throw RefusedException.of(
          ErrorCode.REQUEST_TOO_LARGE,
          "text",
          "the text has %d characters and at most %d are encoded"
              .formatted(text.length(), maxTextCharacters));
    }
  }
}
