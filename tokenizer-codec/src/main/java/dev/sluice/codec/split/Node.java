package dev.sluice.codec.split;

import java.util.stream.Stream;

/**
 * A part of a pattern, linked to what must follow it. Backtracking as every Perl-like engine does,
 * which defines what a pattern means; only single characters are repeated, so the depth is that of
 * the pattern, whatever the text.
 */
abstract class Node {
  /** The end of a match. */
  static final Node ACCEPT =
      new Node(null) {
        @Override
        int match(char[] text, int at, int end) {
          return at;
        }

        @Override
        boolean canStart(int c) {
          return true;
        }
      };

  final Node next;

  Node(Node next) {
    this.next = next;
  }

  /** Where the match that goes on at {@code at} ends, or -1. */
  abstract int match(char[] text, int at, int end);

  /** Whether what goes on here may match no character at all. */
  boolean mayBeEmpty() {
    return next == null || next.mayBeEmpty();
  }

  /** False when no match that goes on here can start with this character. */
  abstract boolean canStart(int c);

  static int codePoint(char[] text, int at, int end) {
    char c = text[at];
    if (Character.isHighSurrogate(c) && at + 1 < end) {
      return Character.toCodePoint(c, text[at + 1]);
    }
    return c;
  }

  /** One character, repeated at most {@code most} times, as often as possible first. */
  static final class Repeat extends Node {
    private final CodePointSet set;
    private final int least;
    private final int most;
    private final boolean possessive;

    Repeat(CodePointSet set, int least, int most, boolean possessive, Node next) {
      super(next);
      this.set = set;
      this.least = least;
      this.most = most;
      this.possessive = possessive;
    }

    @Override
    int match(char[] text, int at, int end) {
      int reached = at;
      int count = 0;
      while (count < most && reached < end) {
        int c = codePoint(text, reached, end);
        if (!set.contains(c)) {
          break;
        }
        reached += Character.charCount(c);
        count++;
      }
      if (count < least) {
        return -1;
      }
      return possessive || next == ACCEPT
          ? next.match(text, reached, end)
          : backtrack(text, at, reached, count, end);
    }

    @Override
    boolean canStart(int c) {
      return set.contains(c) || (least == 0 && next.canStart(c));
    }

    @Override
    boolean mayBeEmpty() {
      return least == 0 && next.mayBeEmpty();
    }

    private int backtrack(char[] text, int at, int reached, int count, int end) {
      int from = reached;
      for (int left = count; left >= least; left--) {
        int matched = next.match(text, from, end);
        if (matched >= 0) {
          return matched;
        }
        if (from > at) {
          from -=
              from - 1 > at && Character.isSurrogatePair(text[from - 2], text[from - 1]) ? 2 : 1;
        }
      }
      return -1;
    }
  }

  /** The first of several that lets the rest match. */
  static final class Choice extends Node {
    private final Node[] alternatives;

    /**
     * @param alternatives each is linked to what follows the group
     */
    Choice(Node[] alternatives) {
      super(null);
      this.alternatives = alternatives;
    }

    @Override
    int match(char[] text, int at, int end) {
      for (Node alternative : alternatives) {
        int matched = alternative.match(text, at, end);
        if (matched >= 0) {
          return matched;
        }
      }
      return -1;
    }

    @Override
    boolean mayBeEmpty() {
      return Stream.of(alternatives).anyMatch(Node::mayBeEmpty);
    }

    @Override
    boolean canStart(int c) {
      for (Node alternative : alternatives) {
        if (alternative.canStart(c)) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code (?=...)} and {@code (?!...)}. */
  static final class Lookahead extends Node {
    private final Node inside;
    private final boolean wanted;

    Lookahead(Node inside, boolean wanted, Node next) {
      super(next);
      this.inside = inside;
      this.wanted = wanted;
    }

    @Override
    int match(char[] text, int at, int end) {
      return inside.match(text, at, end) >= 0 == wanted ? next.match(text, at, end) : -1;
    }

    @Override
    boolean canStart(int c) {
      return next.canStart(c);
    }
  }

  /** {@code $}: the end of the text or of a line. */
  static final class LineEnd extends Node {
    LineEnd(Node next) {
      super(next);
    }

    @Override
    int match(char[] text, int at, int end) {
      return at == end || text[at] == '\n' ? next.match(text, at, end) : -1;
    }

    @Override
    boolean canStart(int c) {
      return c == '\n' && next.canStart(c);
    }
  }
}
