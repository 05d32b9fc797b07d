package dev.sluice.codec.split;

/** What a {@link CutStep} looks for. Immutable. */
interface Matcher {
  /** Where the match that starts here, before the end, ends, or -1. */
  int matchAt(char[] text, int at, int end);

  /** Each character of a set by itself. */
  static Matcher of(CodePointSet set) {
    return (text, at, end) -> {
      int c = Node.codePoint(text, at, end);
      return set.contains(c) ? at + Character.charCount(c) : -1;
    };
  }

  /** A text as it stands. */
  static Matcher of(String literal) {
    char[] wanted = literal.toCharArray();
    return (text, at, end) -> {
      if (end - at < wanted.length) {
        return -1;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (text[at + i] != wanted[i]) {
          return -1;
        }
      }
      return at + wanted.length;
    };
  }
}
