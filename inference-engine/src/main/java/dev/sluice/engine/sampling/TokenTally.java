package dev.sluice.engine.sampling;

import java.util.Arrays;

/**
 * Which tokens a stream has seen, and how often each was generated; what penalties need. A hash
 * table from id to count that grows by doubling. Owned by one stream.
 */
public final class TokenTally {
  private static final int EMPTY = -1;

  private int[] ids;
  private int[] outputCounts;
  private int size;

  public TokenTally() {
    ids = new int[64];
    outputCounts = new int[64];
    Arrays.fill(ids, EMPTY);
  }

  public void addPromptToken(int id) {
    slotOf(id);
  }

  public void addOutputToken(int id) {
    int slot = slotOf(id);
    outputCounts[slot]++;
  }

  /** Slots to visit; some are empty. */
  int slots() {
    return ids.length;
  }

  boolean isEmpty(int slot) {
    return ids[slot] == EMPTY;
  }

  int id(int slot) {
    return ids[slot];
  }

  /** How often the slot's token was generated; 0 when only the prompt has it. */
  int outputCount(int slot) {
    return outputCounts[slot];
  }

  private int slotOf(int id) {
    int slot = probe(id);
    if (ids[slot] == EMPTY) {
      if (2 * (size + 1) > ids.length) {
        grow();
        slot = probe(id);
      }
      ids[slot] = id;
      size++;
    }
    return slot;
  }

  private int probe(int id) {
    int mask = ids.length - 1;
    int slot = (id * 0x9E3779B9 >>> 7) & mask;
    while (ids[slot] != EMPTY && ids[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldIds = ids;
    int[] oldCounts = outputCounts;
    ids = new int[2 * oldIds.length];
    outputCounts = new int[ids.length];
    Arrays.fill(ids, EMPTY);
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != EMPTY) {
        int slot = probe(oldIds[i]);
        ids[slot] = oldIds[i];
        outputCounts[slot] = oldCounts[i];
      }
    }
  }
}
