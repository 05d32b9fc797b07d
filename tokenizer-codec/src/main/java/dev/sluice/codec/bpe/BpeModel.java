package dev.sluice.codec.bpe;

import dev.sluice.codec.source.BpeParts;
import dev.sluice.codec.split.Unsupported;
import dev.sluice.codec.vocabulary.TokenIndex;
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

  private BpeModel(JsonNode model, BpeParts parts) throws Unsupported {
    this.tokens = parts.index();
    this.wholeWordsFirst = model.path("ignore_merges").asBoolean(false);
    this.byteTokens = model.path("byte_fallback").asBoolean(false) ? byteTokens(tokens) : null;
    JsonNode unknownToken = model.path("unk_token");
    this.unknown = unknownToken.isString() ? tokens.find(unknownToken.asString()) : TokenIndex.NONE;
    this.fusesUnknown = model.path("fuse_unk").asBoolean(false);
    this.merges = merges(parts);
    this.isOwnMerge = new byte[parts.texts().length];
    // Where characters may vanish, what is left and right of them may merge.
    boolean keepsEverything = byteTokens != null || unknown >= 0;
    this.cutsAtSpaceMarks = keepsEverything && !wholeWordsFirst && stayInWords(parts);
  }

  /**
   * @throws Unsupported for what only the native library can do
   */
  static BpeModel of(JsonNode model, BpeParts parts) throws Unsupported {
    boolean affixes =
        !model.path("continuing_subword_prefix").asString("").isEmpty()
            || !model.path("end_of_word_suffix").asString("").isEmpty();
    if (affixes || model.path("dropout").asDouble(0) != 0) {
      throw new Unsupported("affixes of words, or dropout");
    }
    return new BpeModel(model, parts);
  }

  private static int[] byteTokens(TokenIndex tokens) throws Unsupported {
    int[] ids = new int[256];
    int found = 0;
    for (int b = 0; b < 256; b++) {
      ids[b] = tokens.find("<0x%02X>".formatted(b));
      found += ids[b] < 0 ? 0 : 1;
    }
    if (found != 0 && found != 256) {
      throw new Unsupported("byte tokens for some bytes only");
    }
    return found == 0 ? null : ids;
  }

  private static MergeTable merges(BpeParts parts) {
    int[] lefts = parts.lefts();
    MergeTable table = new MergeTable(lefts.length);
    for (int rank = 0; rank < lefts.length; rank++) {
      table.put(lefts[rank], parts.rights()[rank], rank, parts.results()[rank]);
    }
    return table;
  }

  /** Answers whether no merge reaches across a space mark that follows something else. */
  private static boolean stayInWords(BpeParts parts) {
    String mark = String.valueOf(SPACE_MARK);
    if (parts.index().findUnit(SPACE_MARK) < 0) {
      return false;
    }
    for (int rank = 0; rank < parts.lefts().length; rank++) {
      String right = parts.texts()[parts.rights()[rank]];
      if (right.startsWith(mark) && !parts.texts()[parts.lefts()[rank]].endsWith(mark)) {
        return false;
      }
    }
    return true;
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
    if (from == to) {
      return; // even where an empty token is in the vocabulary
    }
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
