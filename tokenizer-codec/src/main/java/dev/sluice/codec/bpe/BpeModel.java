package dev.sluice.codec.bpe;

import dev.sluice.codec.split.Unsupported;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The {@code model} of a {@code tokenizer.json}: symbols, merges, and what to do with characters
 * that are no token. Thread-safe.
 */
final class BpeModel {
  private static final char SPACE_MARK = '\u2581';
  private static final byte UNKNOWN = 0;
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final TokenIndex tokens;
  private final MergeTable merges;
  private final boolean wholeWordsFirst;

  /** Ids of the {@code <0xNN>} tokens, or null without byte fallback. */
  private final int[] byteTokens;

  private final int unknown;
  private final boolean fusesUnknown;
  private final boolean cutsAtSpaceMarks;

  /** Whether a token's own text merges to just that token; found out when first asked. */
  private final byte[] isOwnMerge;

  private BpeModel(JsonNode model, Map<String, Integer> vocabulary) throws Unsupported {
    this.tokens = new TokenIndex(vocabulary);
    this.wholeWordsFirst = model.path("ignore_merges").asBoolean(false);
    this.byteTokens = model.path("byte_fallback").asBoolean(false) ? byteTokens(vocabulary) : null;
    JsonNode unknownToken = model.path("unk_token");
    this.unknown =
        unknownToken.isString() ? vocabulary.getOrDefault(unknownToken.asString(), -1) : -1;
    this.fusesUnknown = model.path("fuse_unk").asBoolean(false);
    this.merges = new MergeTable(model.path("merges").size());
    int highest = vocabulary.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    this.isOwnMerge = new byte[highest + 1];
    boolean staysInWords = readMerges(model.path("merges"), vocabulary);
    // Where characters may vanish, what is left and right of them may merge.
    boolean keepsEverything = byteTokens != null || unknown >= 0;
    this.cutsAtSpaceMarks = staysInWords && keepsEverything && !wholeWordsFirst;
  }

  /**
   * @throws Unsupported for what only the native library can do
   */
  static BpeModel of(JsonNode model) throws Unsupported {
    boolean affixes =
        !model.path("continuing_subword_prefix").asString("").isEmpty()
            || !model.path("end_of_word_suffix").asString("").isEmpty();
    if (affixes || model.path("dropout").asDouble(0) != 0) {
      throw new Unsupported("affixes of words, or dropout");
    }
    Map<String, Integer> vocabulary = HashMap.newHashMap(model.path("vocab").size());
    model.path("vocab").properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
    return new BpeModel(model, vocabulary);
  }

  private static int[] byteTokens(Map<String, Integer> vocabulary) throws Unsupported {
    int[] ids = new int[256];
    int found = 0;
    for (int b = 0; b < 256; b++) {
      Integer id = vocabulary.get("<0x%02X>".formatted(b));
      ids[b] = id == null ? -1 : id;
      found += id == null ? 0 : 1;
    }
    if (found != 0 && found != 256) {
      throw new Unsupported("byte tokens for some bytes only");
    }
    return found == 0 ? null : ids;
  }

  /** Answers whether no merge reaches across a space mark that follows something else. */
  private boolean readMerges(JsonNode list, Map<String, Integer> vocabulary) {
    String mark = String.valueOf(SPACE_MARK);
    boolean staysInWords = vocabulary.containsKey(mark);
    int rank = 0;
    for (JsonNode merge : list) {
      String left;
      String right;
      if (merge.isString()) {
        int space = merge.asString().indexOf(' ');
        left = merge.asString().substring(0, space);
        right = merge.asString().substring(space + 1);
      } else {
        left = merge.get(0).asString();
        right = merge.get(1).asString();
      }
      merges.put(vocabulary.get(left), vocabulary.get(right), rank++, vocabulary.get(left + right));
      staysInWords &= !right.startsWith(mark) || left.endsWith(mark);
    }
    return staysInWords;
  }

  Merger merger() {
    return new Merger(merges);
  }

  /** Appends the ids of one word. */
  void encode(char[] text, int from, int to, Merger merger, IntList out) {
    if (!cutsAtSpaceMarks) {
      encodeWord(text, from, to, merger, out);
      return;
    }
    int start = from;
    for (int i = from + 1; i < to; i++) {
      if (text[i] == SPACE_MARK && text[i - 1] != SPACE_MARK) {
        encodeWord(text, start, i, merger, out);
        start = i;
      }
    }
    encodeWord(text, start, to, merger, out);
  }

  private void encodeWord(char[] text, int from, int to, Merger merger, IntList out) {
    int whole = tokens.find(text, from, to);
    if (whole >= 0 && (wholeWordsFirst || isOwnMerge(whole, text, from, to, merger))) {
      out.add(whole);
      return;
    }
    merge(text, from, to, merger);
    for (int i = 0; i < merger.count(); i++) {
      out.add(merger.symbol(i));
    }
  }

  /** Threads may find it out twice; they find the same. */
  private boolean isOwnMerge(int id, char[] text, int from, int to, Merger merger) {
    if (isOwnMerge[id] == UNKNOWN) {
      merge(text, from, to, merger);
      isOwnMerge[id] = merger.count() == 1 && merger.symbol(0) == id ? YES : NO;
    }
    return isOwnMerge[id] == YES;
  }

  private void merge(char[] text, int from, int to, Merger merger) {
    merger.start(to - from);
    boolean afterUnknown = false;
    for (int i = from; i < to; i++) {
      boolean pair = Character.isHighSurrogate(text[i]) && i + 1 < to;
      int id = pair ? tokens.find(text, i, i + 2) : tokens.findUnit(text[i]);
      if (id >= 0) {
        merger.add(id);
        afterUnknown = false;
      } else if (byteTokens != null) {
        addBytes(pair ? Character.toCodePoint(text[i], text[i + 1]) : text[i], merger);
      } else if (unknown >= 0 && !(afterUnknown && fusesUnknown)) {
        merger.add(unknown);
        afterUnknown = true;
      }
      i += pair ? 1 : 0;
    }
    merger.merge();
  }

  private void addBytes(int c, Merger merger) {
    if (c < 0x80) {
      merger.add(byteTokens[c]);
      return;
    }
    if (c < 0x800) {
      merger.add(byteTokens[0xC0 | c >> 6]);
    } else {
      if (c < 0x10000) {
        merger.add(byteTokens[0xE0 | c >> 12]);
      } else {
        merger.add(byteTokens[0xF0 | c >> 18]);
        merger.add(byteTokens[0x80 | c >> 12 & 0x3F]);
      }
      merger.add(byteTokens[0x80 | c >> 6 & 0x3F]);
    }
    merger.add(byteTokens[0x80 | c & 0x3F]);
  }
}
