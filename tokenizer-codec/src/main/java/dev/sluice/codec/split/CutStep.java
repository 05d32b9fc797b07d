package dev.sluice.codec.split;

/** Cuts pieces at matches. Names of the behaviours are those of {@code tokenizer.json}. */
final class CutStep implements Step {
  enum Behavior {
    REMOVED,
    ISOLATED,
    CONTIGUOUS,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT;

    static Behavior of(String name) throws Unsupported {
      return switch (name) {
        case "Removed" -> REMOVED;
        case "Isolated" -> ISOLATED;
        case "Contiguous" -> CONTIGUOUS;
        case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
        case "MergedWithNext" -> MERGED_WITH_NEXT;
        default -> throw new Unsupported("the split behavior '" + name + "'");
      };
    }
  }

  private final Matcher matcher;
  private final Behavior behavior;

  /** What does not match counts as matches, and the reverse. */
  private final boolean inverted;

  CutStep(Matcher matcher, Behavior behavior, boolean inverted) {
    this.matcher = matcher;
    this.behavior = behavior;
    this.inverted = inverted;
  }

  @Override
  public void apply(Pieces pieces) {
    int count = pieces.count();
    int[] bounds = pieces.takeBounds();
    for (int i = 0; i < count; i++) {
      new Cutter(pieces, behavior, bounds[2 * i + 1]).cut(bounds[2 * i]);
    }
  }

  /** Cuts one piece: parts come in order, each a match or what is between two. */
  private final class Cutter {
    private final Pieces pieces;
    private final Behavior how;
    private final int end;
    private final int piecesBefore;
    private boolean previousMatch;

    /** A match that waits for the part after it. */
    private int waiting = -1;

    Cutter(Pieces pieces, Behavior how, int end) {
      this.pieces = pieces;
      this.how = how;
      this.end = end;
      this.piecesBefore = pieces.count();
    }

    void cut(int start) {
      char[] text = pieces.text();
      int between = start;
      int at = start;
      while (at < end) {
        int matched = matcher.matchAt(text, at, end);
        if (matched < 0) {
          at += Character.charCount(Node.codePoint(text, at, end));
          continue;
        }
        part(between, at, inverted);
        part(at, matched, !inverted);
        at = matched;
        between = matched;
      }
      part(between, end, inverted);
      if (waiting >= 0) {
        pieces.add(waiting, end);
      }
    }

    private void part(int from, int to, boolean match) {
      if (from == to) {
        return;
      }
      boolean continues = pieces.count() > piecesBefore;
      switch (how) {
        case REMOVED -> {
          if (!match) {
            pieces.add(from, to);
          }
        }
        case ISOLATED -> pieces.add(from, to);
        case CONTIGUOUS -> join(match == previousMatch && continues, from, to);
        case MERGED_WITH_PREVIOUS -> join(match && !previousMatch && continues, from, to);
        case MERGED_WITH_NEXT -> partBeforeNext(from, to, match);
      }
      previousMatch = match;
    }

    private void join(boolean extend, int from, int to) {
      if (extend) {
        pieces.extendLast(to);
      } else {
        pieces.add(from, to);
      }
    }

    /** A match opens the piece of what follows; of several in a row only the last does. */
    private void partBeforeNext(int from, int to, boolean match) {
      if (match) {
        if (waiting >= 0) {
          pieces.add(waiting, from);
        }
        waiting = from;
      } else {
        pieces.add(waiting >= 0 ? waiting : from, to);
        waiting = -1;
      }
    }
  }
}
