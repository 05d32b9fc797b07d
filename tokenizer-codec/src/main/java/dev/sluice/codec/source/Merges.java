package dev.sluice.codec.source;

import dev.sluice.codec.vocabulary.TokenIndex;
import java.util.Arrays;

/** Ranked merges as they are found: the ids of both parts and of what they make. */
final class Merges {
  private final TokenIndex tokens;
  private int[] lefts;
  private int[] rights;
  private int[] results;
  private int count;

  Merges(TokenIndex tokens, int expected) {
    this.tokens = tokens;
    this.lefts = new int[Math.max(expected, 16)];
    this.rights = new int[lefts.length];
    this.results = new int[lefts.length];
  }

  /**
   * Adds the merge of the first characters, up to {@code middle}, with the others, up to {@code
   * end}.
   *
   * @return false when the parts or their union are no tokens, and nothing was added
   */
  boolean add(char[] text, int middle, int end) {
    int result = tokens.find(text, 0, end);
    int left = tokens.find(text, 0, middle);
    int right = tokens.find(text, middle, end);
    if (result < 0 || left < 0 || right < 0) {
      return false;
    }
    if (count == lefts.length) {
      lefts = Arrays.copyOf(lefts, 2 * count);
      rights = Arrays.copyOf(rights, 2 * count);
      results = Arrays.copyOf(results, 2 * count);
    }
    lefts[count] = left;
    rights[count] = right;
    results[count++] = result;
    return true;
  }

  int[] lefts() {
    return Arrays.copyOf(lefts, count);
  }

  int[] rights() {
    return Arrays.copyOf(rights, count);
  }

  int[] results() {
    return Arrays.copyOf(results, count);
  }
}
