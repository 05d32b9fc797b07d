package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.gguf.GgufFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Integer> ids;

  private TypedTokens(String[] tokens, long[] types, double[] scores, String[] merges) {
    this.tokens = tokens;
    this.types = types;
    this.scores = scores;
    this.merges = merges;
    this.ids = HashMap.newHashMap(tokens.length);
    for (int id = 0; id < tokens.length; id++) {
      ids.putIfAbsent(tokens[id], id);
    }
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
    for (int id = 0; id < tokens.length; id++) {
      Integer named = ids.get(tokens[id]);
      if (named != null && named == id) {
        vocabulary.put(tokens[id], id);
      }
    }
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
      if ((!control && type != USER_DEFINED) || tokens[id].isEmpty() || ids.get(tokens[id]) != id) {
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

  /** Merges as the file lists them; one whose parts are not tokens can never apply. */
  void writeMerges(ArrayNode out) {
    if (merges == null) {
      throw new TokenizerException("the GGUF file holds no merges (tokenizer.ggml.merges)");
    }
    for (String merge : merges) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new TokenizerException("merge '" + merge + "' does not have two parts");
      }
      String left = merge.substring(0, space);
      String right = merge.substring(space + 1);
      if (ids.containsKey(left) && ids.containsKey(right) && ids.containsKey(left + right)) {
        out.addArray().add(left).add(right);
      }
    }
  }

  /**
   * SentencePiece joins the neighbours whose union has the best score. As ranked merges: for every
   * token, all its divisions into two tokens, ordered by the token's score.
   */
  void writeMergesFromScores(ArrayNode out) {
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
    for (int id : ranked) {
      writeDivisions(tokens[id], out);
    }
  }

  private void writeDivisions(String token, ArrayNode out) {
    for (int at = token.offsetByCodePoints(0, token.isEmpty() ? 0 : 1); at < token.length(); ) {
      String left = token.substring(0, at);
      String right = token.substring(at);
      if (isPiece(left) && isPiece(right)) {
        out.addArray().add(left).add(right);
      }
      at = token.offsetByCodePoints(at, 1);
    }
  }

  private boolean isPiece(String text) {
    Integer id = ids.get(text);
    return id != null && (type(id) == NORMAL || type(id) == USER_DEFINED);
  }
}
