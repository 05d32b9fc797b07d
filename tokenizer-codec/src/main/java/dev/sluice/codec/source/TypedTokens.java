package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.vocabulary.TokenIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens with types, scores and merges: the arrays of a GGUF file or a SentencePiece model. */
final class TypedTokens {
  /** Token types, as ggml numbers them. */
  static final int NORMAL = 1;

  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int UNUSED = 5;
  static final int BYTE = 6;

  private final String[] tokens;
  private final long[] types;
  private final double[] scores;
  private final String[] merges;
  private final TokenIndex ids;

  private TypedTokens(String[] tokens, long[] types, double[] scores, String[] merges) {
    this.tokens = tokens;
    this.types = types;
    this.scores = scores;
    this.merges = merges;
    int[] all = new int[tokens.length];
    for (int id = 0; id < all.length; id++) {
      all[id] = id;
    }
    this.ids = new TokenIndex(tokens, all);
  }

  /**
   * @param types as ggml and SentencePiece number them
   */
  static TypedTokens of(String[] tokens, long[] types, double[] scores) {
    return new TypedTokens(tokens, types, scores, null);
  }

  static TypedTokens read(GgufFile file) {
    String[] tokens = file.texts("tokenizer.ggml.tokens");
    if (tokens == null || tokens.length == 0) {
      throw new TokenizerException(file.path() + " holds no tokenizer (tokenizer.ggml.tokens)");
    }
    long[] types = file.integers("tokenizer.ggml.token_type");
    double[] scores = file.numbers("tokenizer.ggml.scores");
    checkLength(file, "token_type", types == null ? tokens.length : types.length, tokens.length);
    checkLength(file, "scores", scores == null ? tokens.length : scores.length, tokens.length);
    return new TypedTokens(tokens, types, scores, file.texts("tokenizer.ggml.merges"));
  }

  private static void checkLength(GgufFile file, String key, int length, int expected) {
    if (length != expected) {
      throw new TokenizerException(
          file.path()
              + ": tokenizer.ggml."
              + key
              + " has "
              + length
              + " entries for "
              + expected
              + " tokens");
    }
  }

  int size() {
    return tokens.length;
  }

  String text(int id) {
    return tokens[id];
  }

  private long type(int id) {
    return types == null ? NORMAL : types[id];
  }

  boolean hasByteTokens() {
    for (int id = 0; id < tokens.length; id++) {
      if (type(id) == BYTE) {
        return true;
      }
    }
    return false;
  }

  void writeTokens(ObjectNode vocabulary) {
    for (int id : order()) {
      vocabulary.put(tokens[id], id);
    }
  }

  /** All ids but those of tokens whose text another one has before. */
  private int[] order() {
    int[] order = new int[tokens.length];
    int count = 0;
    for (int id = 0; id < tokens.length; id++) {
      if (ids.find(tokens[id]) == id) {
        order[count++] = id;
      }
    }
    return Arrays.copyOf(order, count);
  }

  /**
   * Control and user-defined tokens are recognised in text before it is split.
   *
   * @param normalized user-defined tokens are written with space marks, so they are looked for in
   *     text that has them too
   */
  void writeAddedTokens(ArrayNode added, boolean normalized, boolean swallowsSpaceAfter) {
    for (int id = 0; id < tokens.length; id++) {
      long type = type(id);
      boolean control = type == CONTROL || type == UNKNOWN;
      if ((!control && type != USER_DEFINED)
          || tokens[id].isEmpty()
          || ids.find(tokens[id]) != id) {
        continue;
      }
      added
          .addObject()
          .put("id", id)
          .put("content", tokens[id])
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", swallowsSpaceAfter && type == CONTROL && isTurnMark(tokens[id]))
          .put("normalized", !control && normalized)
          .put("special", control);
    }
  }

  private static boolean isTurnMark(String text) {
    return text.startsWith("<|") && !text.equals("<|endoftext|>");
  }

  /** With the merges as the file lists them; one whose parts are not tokens can never apply. */
  BpeParts listed() {
    if (merges == null) {
      throw new TokenizerException("the GGUF file holds no merges (tokenizer.ggml.merges)");
    }
    Merges known = new Merges(ids, merges.length);
    char[] union = new char[64];
    for (String merge : merges) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new TokenizerException("merge '" + merge + "' does not have two parts");
      }
      int end = merge.length() - 1;
      if (end > union.length) {
        union = new char[2 * end];
      }
      merge.getChars(0, space, union, 0);
      merge.getChars(space + 1, end + 1, union, space);
      known.add(union, space, end);
    }
    return parts(known);
  }

  private BpeParts parts(Merges known) {
    return new BpeParts(
        tokens, order(), ids, known.lefts(), known.rights(), known.results(), false);
  }

  /**
   * With the merges that the scores mean. SentencePiece joins the neighbours whose union has the
   * best score. As ranked merges: for every token, all its divisions into two tokens, ordered by
   * the token's score.
   */
  BpeParts ranked() {
    if (scores == null) {
      throw new TokenizerException("the GGUF file holds no scores (tokenizer.ggml.scores)");
    }
    List<Integer> ranked = new ArrayList<>();
    for (int id = 0; id < tokens.length; id++) {
      if (type(id) == NORMAL || type(id) == USER_DEFINED) {
        ranked.add(id);
      }
    }
    ranked.sort(Comparator.comparingDouble((Integer id) -> scores[id]).reversed());
    Merges known = new Merges(ids, tokens.length);
    for (int id : ranked) {
      addDivisions(tokens[id], known);
    }
    return parts(known);
  }

  private void addDivisions(String token, Merges known) {
    char[] text = token.toCharArray();
    for (int at = token.offsetByCodePoints(0, token.isEmpty() ? 0 : 1); at < token.length(); ) {
      if (isPiece(text, 0, at) && isPiece(text, at, text.length)) {
        known.add(text, at, text.length);
      }
      at = token.offsetByCodePoints(at, 1);
    }
  }

  private boolean isPiece(char[] text, int from, int to) {
    int id = ids.find(text, from, to);
    return id >= 0 && (type(id) == NORMAL || type(id) == USER_DEFINED);
  }
}
