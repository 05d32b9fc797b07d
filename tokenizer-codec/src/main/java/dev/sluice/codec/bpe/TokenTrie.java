package dev.sluice.codec.bpe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds added tokens in text: the leftmost, of those the longest. Immutable and thread-safe. */
final class TokenTrie {
  private static final int LATIN = 256;

  /** An added token and how much of the text it is. */
  record Match(AddedToken token, int length) {}

  private static final class Branch {
    final Map<Character, Branch> children = new HashMap<>();
    Match match;
  }

  private final Branch root = new Branch();
  private final boolean[] latinStarts = new boolean[LATIN];

  /**
   * @param patterns the texts to look for, each of the token at its place
   */
  TokenTrie(List<String> patterns, List<AddedToken> tokens) {
    for (int i = 0; i < patterns.size(); i++) {
      Branch branch = root;
      for (char c : patterns.get(i).toCharArray()) {
        branch = branch.children.computeIfAbsent(c, any -> new Branch());
      }
      branch.match = new Match(tokens.get(i), patterns.get(i).length());
      char first = patterns.get(i).charAt(0);
      if (first < LATIN) {
        latinStarts[first] = true;
      }
    }
  }

  boolean isEmpty() {
    return root.children.isEmpty();
  }

  /** The longest token that starts here, or null. */
  Match match(String text, int at) {
    char first = text.charAt(at);
    if (first < LATIN && !latinStarts[first]) {
      return null;
    }
    Match longest = null;
    Branch branch = root;
    for (int i = at; i < text.length(); i++) {
      branch = branch.children.get(text.charAt(i));
      if (branch == null) {
        break;
      }
      if (branch.match != null) {
        longest = branch.match;
      }
    }
    return longest;
  }
}
