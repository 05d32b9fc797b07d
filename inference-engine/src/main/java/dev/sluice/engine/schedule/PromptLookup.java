package dev.sluice.engine.schedule;

/**
 * Finds where the last few ids of a sequence occurred before, because what followed there is a good
 * guess at what follows now: answers quote their prompts, code repeats itself ("Prompt Lookup
 * Decoding", Apoorv Saxena, 2023).
 *
 * <p>A table from the hash of {@link #GRAM} consecutive ids to where they occurred last. Each id is
 * entered once, as the sequence grows past it; ids that share a slot overwrite each other, which
 * loses a guess and nothing else. Owned by one sequence.
 */
final class PromptLookup {
  /** Ids that must agree. Fewer find more, and more of it in vain. */
  static final int GRAM = 3;

  static final int NOT_FOUND = -1;

  private int[] ends = new int[0];
  private int entered = GRAM - 1;

  /**
   * Where the last ids of {@code tokens[0 .. length)} occurred before: the position after their
   * latest earlier occurrence, or {@link #NOT_FOUND}. May only be asked of the same sequence, grown
   * or not.
   */
  int find(int[] tokens, int length) {
    if (length <= GRAM) {
      return NOT_FOUND;
    }
    if (ends.length < 2 * length) {
      ends = new int[Integer.highestOneBit(4 * length - 1)];
      entered = GRAM - 1;
    }
    for (int end = entered + 1; end < length; end++) {
      ends[slot(tokens, end)] = end;
    }
    entered = length - 1;
    int end = ends[slot(tokens, length)];
    return end != 0 && isSame(tokens, end, length) ? end : NOT_FOUND;
  }

  private int slot(int[] tokens, int end) {
    int hash = 0;
    for (int i = end - GRAM; i < end; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B9;
    }
    return hash >>> Integer.numberOfLeadingZeros(ends.length - 1);
  }

  private static boolean isSame(int[] tokens, int end, int length) {
    for (int i = 1; i <= GRAM; i++) {
      if (tokens[end - i] != tokens[length - i]) {
        return false;
      }
    }
    return true;
  }
}
