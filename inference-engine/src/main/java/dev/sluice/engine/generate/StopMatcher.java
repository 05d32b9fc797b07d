package dev.sluice.engine.generate;

import java.util.List;

/**
 * Finds stop strings in a text that comes in pieces, and holds back just the text that may still
 * become one. Follows all stop strings at once, one Knuth-Morris-Pratt automaton each, character by
 * character, so the result does not depend on where the text was cut. The stop string that is
 * complete first ends the text; of several that end at the same character it is the longest. The
 * text given out never contains a stop string or a part of the one that ended it.
 */
final class StopMatcher {
  private final String[] stops;
  private final int[][] failures;
  private final int[] matched; // per stop string: how many of its characters end the text so far
  private final StringBuilder held = new StringBuilder();
  private String found;

  StopMatcher(List<String> stopStrings) {
    stops = stopStrings.toArray(String[]::new);
    matched = new int[stops.length];
    failures = new int[stops.length][];
    for (int i = 0; i < stops.length; i++) {
      failures[i] = failureFunction(stops[i]);
    }
  }

  /** Takes the next piece and returns the text that is final now. */
  String append(String text) {
    if (found != null || text.isEmpty()) {
      return "";
    }
    if (stops.length == 0) {
      return text;
    }
    int undecided = 0;
    for (int i = 0; i < text.length(); i++) {
      held.append(text.charAt(i));
      undecided = advance(text.charAt(i));
      if (found != null) {
        return take(held.length() - found.length());
      }
    }
    return take(held.length() - undecided);
  }

  /** The text is over: what was held back is final. */
  String finish() {
    return found != null ? "" : take(held.length());
  }

  /** The stop string that ended the text, or null. */
  String found() {
    return found;
  }

  /** Moves every automaton by one character; returns the longest unfinished match. */
  private int advance(char next) {
    int longest = 0;
    for (int i = 0; i < stops.length; i++) {
      String stop = stops[i];
      int length = matched[i];
      while (length > 0 && stop.charAt(length) != next) {
        length = failures[i][length - 1];
      }
      if (stop.charAt(length) == next) {
        length++;
      }
      matched[i] = length;
      longest = Math.max(longest, length);
      if (length == stop.length() && (found == null || length > found.length())) {
        found = stop;
      }
    }
    return longest;
  }

  private String take(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }

  /** For each prefix of the string, the length of its longest proper prefix that is its suffix. */
  private static int[] failureFunction(String stop) {
    int[] failure = new int[stop.length()];
    int length = 0;
    for (int i = 1; i < stop.length(); i++) {
      while (length > 0 && stop.charAt(i) != stop.charAt(length)) {
        length = failure[length - 1];
      }
      if (stop.charAt(i) == stop.charAt(length)) {
        length++;
      }
      failure[i] = length;
    }
    return failure;
  }
}
