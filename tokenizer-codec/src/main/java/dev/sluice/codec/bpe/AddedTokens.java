package dev.sluice.codec.bpe;

import dev.sluice.codec.source.BpeParts;
import dev.sluice.codec.split.CodePointSet;
import dev.sluice.codec.split.TextNormalizer;
import dev.sluice.codec.split.Unsupported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Cuts text at the added tokens, first at those that are looked for in the text as it is, then at
 * those that are looked for in the normalised parts. Immutable and thread-safe.
 */
final class AddedTokens {
  /** Receives a text from left to right. */
  interface Sink {
    /** Normalised text without added tokens; {@code atStart} when nothing stands before it. */
    void text(String text, boolean atStart);

    void token(int id);
  }

  private final TextNormalizer normalizer;
  private final TokenTrie exact;
  private final TokenTrie normalized;

  private AddedTokens(TextNormalizer normalizer, TokenTrie exact, TokenTrie normalized) {
    this.normalizer = normalizer;
    this.exact = exact;
    this.normalized = normalized;
  }

  /**
   * @throws Unsupported for what only the native library can do
   */
  static AddedTokens of(JsonNode added, BpeParts parts, TextNormalizer normalizer)
      throws Unsupported {
    List<AddedToken> tokens = new ArrayList<>();
    Set<String> known = new HashSet<>();
    int next = parts.order().length;
    for (JsonNode each : sortedById(added)) {
      String content = each.path("content").asString();
      int id = each.path("id").asInt();
      if (parts.index().find(content) < 0) {
        // The library numbers new tokens itself and ignores what the file says.
        if (id != next++) {
          throw new Unsupported("added token '" + content + "' with the id " + id);
        }
      }
      if (each.path("single_word").asBoolean(false) || !known.add(content)) {
        throw new Unsupported("added token '" + content + "' as a single word, or twice");
      }
      tokens.add(read(each, content, id));
    }
    return new AddedTokens(
        normalizer, trie(tokens, false, normalizer), trie(tokens, true, normalizer));
  }

  private static List<JsonNode> sortedById(JsonNode added) {
    List<JsonNode> tokens = new ArrayList<>();
    added.forEach(tokens::add);
    tokens.sort(Comparator.comparingInt(token -> token.path("id").asInt()));
    return tokens;
  }

  private static AddedToken read(JsonNode token, String content, int id) {
    boolean special = token.path("special").asBoolean(false);
    return new AddedToken(
        id,
        content,
        token.path("normalized").asBoolean(!special),
        token.path("lstrip").asBoolean(false),
        token.path("rstrip").asBoolean(false));
  }

  private static TokenTrie trie(
      List<AddedToken> tokens, boolean normalized, TextNormalizer normalizer) throws Unsupported {
    List<AddedToken> chosen = tokens.stream().filter(t -> t.normalized() == normalized).toList();
    List<String> patterns =
        chosen.stream()
            .map(token -> normalized ? normalizer.apply(token.content()) : token.content())
            .toList();
    if (patterns.contains("") || new HashSet<>(patterns).size() < patterns.size()) {
      throw new Unsupported("added tokens that the normaliser makes equal or empty");
    }
    return new TokenTrie(patterns, chosen);
  }

  void cut(String text, Sink sink) {
    cut(
        text,
        true,
        exact,
        new Sink() {
          @Override
          public void text(String part, boolean atStart) {
            AddedTokens.cut(normalizer.apply(part), atStart, normalized, sink);
          }

          @Override
          public void token(int id) {
            sink.token(id);
          }
        });
  }

  private static void cut(String text, boolean atStart, TokenTrie trie, Sink sink) {
    int done = 0;
    int at = trie.isEmpty() ? text.length() : 0;
    while (at < text.length()) {
      TokenTrie.Match match = trie.match(text, at);
      if (match == null) {
        at++;
        continue;
      }
      AddedToken token = match.token();
      int start = token.leftStrip() ? Math.max(done, spacesBefore(text, at)) : at;
      at += match.length();
      int stop = token.rightStrip() ? spacesAfter(text, at) : at;
      if (done < start) {
        sink.text(text.substring(done, start), atStart && done == 0);
      }
      sink.token(token.id());
      done = stop;
    }
    if (done < text.length()) {
      sink.text(text.substring(done), atStart && done == 0);
    }
  }

  private static int spacesBefore(String text, int at) {
    int start = at;
    while (start > 0 && CodePointSet.isSpace(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int spacesAfter(String text, int at) {
    int stop = at;
    while (stop < text.length() && CodePointSet.isSpace(text.charAt(stop))) {
      stop++;
    }
    return stop;
  }
}
