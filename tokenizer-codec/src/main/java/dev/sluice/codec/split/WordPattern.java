package dev.sluice.codec.split;

import java.util.stream.Stream;

/** A compiled pattern. Immutable and thread-safe. */
final class WordPattern {
  private static final int LATIN = 256;

  private final Node[] alternatives;

  /** The alternatives that can match a text with this first character, in their order. */
  private final Node[][] starts = new Node[LATIN][];

  private WordPattern(Node[] alternatives) {
    this.alternatives = alternatives;
    for (int i = 0; i < LATIN; i++) {
      int c = i;
      starts[c] = Stream.of(alternatives).filter(a -> a.canStart(c)).toArray(Node[]::new);
    }
  }

  static WordPattern compile(String regex) throws Unsupported {
    WordPattern pattern = new WordPattern(PatternParser.parse(regex));
    for (Node alternative : pattern.alternatives) {
      if (alternative.mayBeEmpty()) {
        throw new Unsupported("the pattern " + regex + ", which matches empty text");
      }
    }
    return pattern;
  }

  /** Where the match that starts here, before the end, ends, or -1. */
  int matchAt(char[] text, int at, int end) {
    char first = text[at];
    for (Node alternative : first < LATIN ? starts[first] : alternatives) {
      int matched = alternative.match(text, at, end);
      if (matched >= 0) {
        return matched;
      }
    }
    return -1;
  }
}
