package dev.sluice.codec.bpe;

import java.util.Arrays;
import java.util.Map;

/**
 * Ids by token text, looked up in a character array without making a string: open addressing over
 * one pool of characters. Immutable and thread-safe.
 */
final class TokenIndex {
  static final int NONE = -1;

  private final char[] pool;
  private final int[] slots;
  private final int[] hashes;
  private final int[] ids;
  private final int[] starts;
  private final int longest;

  /** Ids of single UTF-16 units, so that a word's first symbols need no hashing. */
  private final int[] units = new int[1 << 16];

  TokenIndex(Map<String, Integer> tokens) {
    int count = tokens.size();
    pool = new char[tokens.keySet().stream().mapToInt(String::length).sum()];
    slots = new int[Integer.highestOneBit(Math.max(count, 4)) * 4];
    hashes = new int[count];
    ids = new int[count];
    starts = new int[count + 1];
    longest = tokens.keySet().stream().mapToInt(String::length).max().orElse(0);
    Arrays.fill(slots, NONE);
    Arrays.fill(units, NONE);
    int entry = 0;
    int at = 0;
    for (Map.Entry<String, Integer> token : tokens.entrySet()) {
      String text = token.getKey();
      text.getChars(0, text.length(), pool, at);
      ids[entry] = token.getValue();
      starts[entry] = at;
      hashes[entry] = hash(pool, at, at + text.length());
      at += text.length();
      starts[entry + 1] = at;
      if (text.length() == 1) {
        units[text.charAt(0)] = token.getValue();
      }
      put(entry++);
    }
  }

  private void put(int entry) {
    int slot = hashes[entry] & slots.length - 1;
    while (slots[slot] >= 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = entry;
  }

  private static int hash(char[] text, int from, int to) {
    int h = to - from;
    for (int i = from; i < to; i++) {
      h = h * 31 + text[i];
    }
    h *= 0x9E3779B9;
    return h ^ h >>> 15;
  }

  /** The id of the token with this text, or {@link #NONE}. */
  int find(char[] text, int from, int to) {
    int length = to - from;
    if (length <= 1) {
      return length == 0 ? NONE : units[text[from]];
    }
    if (length > longest) {
      return NONE;
    }
    int hash = hash(text, from, to);
    int slot = hash & slots.length - 1;
    for (int entry = slots[slot]; entry >= 0; entry = slots[slot]) {
      if (hashes[entry] == hash && equal(entry, text, from, to)) {
        return ids[entry];
      }
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }

  private boolean equal(int entry, char[] text, int from, int to) {
    return Arrays.equals(pool, starts[entry], starts[entry + 1], text, from, to);
  }

  /** The id of a token of one UTF-16 unit, or {@link #NONE}. */
  int findUnit(char unit) {
    return units[unit];
  }
}
