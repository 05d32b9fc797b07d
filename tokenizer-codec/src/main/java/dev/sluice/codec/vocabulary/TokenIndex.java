package dev.sluice.codec.vocabulary;

import java.util.Arrays;

/**
 * Ids by token text, looked up in a character array without making a string: open addressing over
 * one pool of characters. Of two tokens with one text the first is found. Immutable and
 * thread-safe.
 */
public final class TokenIndex {
  public static final int NONE = -1;

  private final char[] pool;
  private final int[] slots;
  private final int[] hashes;
  private final int[] ids;
  private final int[] starts;
  private final int longest;
  private int empty = NONE;

  /** Ids of single UTF-16 units, so that a word's first symbols need no hashing. */
  private final int[] units = new int[1 << 16];

  /**
   * @param texts by id
   * @param ids of the tokens to find
   */
  public TokenIndex(String[] texts, int[] ids) {
    this.ids = ids;
    int count = ids.length;
    slots = new int[Integer.highestOneBit(Math.max(count, 4)) * 4];
    hashes = new int[count];
    starts = new int[count + 1];
    Arrays.fill(slots, NONE);
    Arrays.fill(units, NONE);
    int characters = 0;
    int most = 0;
    for (int id : ids) {
      characters += texts[id].length();
      most = Math.max(most, texts[id].length());
    }
    longest = most;
    pool = new char[characters];
    for (int entry = 0; entry < count; entry++) {
      add(entry, texts[ids[entry]]);
    }
  }

  private void add(int entry, String text) {
    int start = starts[entry];
    int end = start + text.length();
    text.getChars(0, text.length(), pool, start);
    starts[entry + 1] = end;
    hashes[entry] = hash(pool, start, end);
    if (text.isEmpty() && empty == NONE) {
      empty = ids[entry];
    } else if (text.length() == 1 && units[pool[start]] == NONE) {
      units[pool[start]] = ids[entry];
    }
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
  public int find(String text) {
    return text.length() > longest ? NONE : find(text.toCharArray(), 0, text.length());
  }

  /** As {@link #find(String)}, of a part of an array. */
  public int find(char[] text, int from, int to) {
    int length = to - from;
    if (length <= 1) {
      return length == 0 ? empty : units[text[from]];
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
  public int findUnit(char unit) {
    return units[unit];
  }
}
