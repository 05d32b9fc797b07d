package dev.sluice.gateway.route;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The block hashes recently sent to one pod: a guess at what its prefix cache holds. The hashes
 * roll, so the first unknown one ends the common prefix. Safe for use by several threads.
 */
final class PrefixMemory {
  /** About a million tokens of prompts per pod, and a megabyte of memory here. */
  private static final int CAPACITY = 65_536;

  private final Map<Long, Boolean> seen =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > CAPACITY;
        }
      };

  /** How many of these leading blocks went to this pod before. */
  synchronized int knownBlocks(long[] hashes) {
    int known = 0;
    while (known < hashes.length && seen.get(hashes[known]) != null) {
      known++;
    }
    return known;
  }

  synchronized void remember(long[] hashes) {
    for (long hash : hashes) {
      seen.put(hash, Boolean.TRUE);
    }
  }
}
