package dev.sluice.engine.cache;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A fixed number of key/value blocks, handed out by id. A block is in one of three states:
 *
 * <ul>
 *   <li><em>in use</em>: one or more sequences hold a reference;
 *   <li><em>reusable</em>: nobody holds it, but its content was {@linkplain #keep kept} for later
 *       sequences with the same prefix; reusable blocks form a list from the least to the most
 *       recently released, which is the order of eviction;
 *   <li><em>free</em>: it holds nothing.
 * </ul>
 *
 * <p>Everything is an index into arrays that were allocated once, so no operation allocates or
 * takes more than constant time. Owned by the engine thread.
 */
public final class BlockPool {
  /** Tokens per block. */
  public static final int BLOCK_TOKENS = 16;

  /** Answer of {@link #allocate} when every block is in use. */
  public static final int NONE = -1;

  private final int[] references;
  private final boolean[] kept;
  private final int[] free;
  private int freeCount;

  // Reusable blocks as a circular list; index `blockCount` is the list's head.
  private final int[] older;
  private final int[] newer;
  private int reusableCount;

  private IntConsumer evictionListener = block -> {};

  public BlockPool(int blockCount) {
    if (blockCount < 1) {
      throw new IllegalArgumentException("a block pool needs at least 1 block, not " + blockCount);
    }
    references = new int[blockCount];
    kept = new boolean[blockCount];
    free = new int[blockCount];
    older = new int[blockCount + 1];
    newer = new int[blockCount + 1];
    older[blockCount] = blockCount;
    newer[blockCount] = blockCount;
    for (int block = blockCount - 1; block >= 0; block--) {
      free[freeCount++] = block;
    }
  }

  /** Blocks that {@code tokens} tokens take. */
  public static int blocksFor(int tokens) {
    return Math.ceilDiv(tokens, BLOCK_TOKENS);
  }

  /** Is told of a reusable block just before its content is given up. */
  void onEviction(IntConsumer listener) {
    evictionListener = listener;
  }

  /**
   * Hands out a block with one reference: a free one, else the reusable one that was not used for
   * the longest time.
   *
   * @return its id, or {@link #NONE}
   */
  public int allocate() {
    int block;
    if (freeCount > 0) {
      block = free[--freeCount];
    } else if (reusableCount > 0) {
      block = newer[blockCount()];
      evictionListener.accept(block);
      unlink(block);
      kept[block] = false;
    } else {
      return NONE;
    }
    references[block] = 1;
    return block;
  }

  /** Adds a reference to a block that is in use or reusable. */
  public void retain(int block) {
    if (references[block] == 0) {
      if (!kept[block]) {
        throw new IllegalStateException("block " + block + " is free and cannot be retained");
      }
      unlink(block);
    }
    references[block]++;
  }

  /** Gives one reference back. */
  public void release(int block) {
    if (references[block] == 0) {
      throw new IllegalStateException("block " + block + " was released more often than retained");
    }
    if (--references[block] == 0) {
      if (kept[block]) {
        link(block);
      } else {
        free[freeCount++] = block;
      }
    }
  }

  /** From now on the block becomes reusable, not free, when its last reference goes. */
  void keep(int block) {
    kept[block] = true;
  }

  /** Takes {@link #keep} back; a reusable block becomes free at once. */
  void discard(int block) {
    if (kept[block] && references[block] == 0) {
      unlink(block);
      free[freeCount++] = block;
    }
    kept[block] = false;
  }

  public int blockCount() {
    return references.length;
  }

  /** Blocks that {@link #allocate} can still hand out: free and reusable ones. */
  public int availableBlocks() {
    return freeCount + reusableCount;
  }

  public int reusableBlocks() {
    return reusableCount;
  }

  /** Sequences that hold the block. */
  public int references(int block) {
    return references[block];
  }

  private void link(int block) {
    int head = blockCount();
    older[block] = older[head];
    newer[block] = head;
    newer[older[head]] = block;
    older[head] = block;
    reusableCount++;
  }

  private void unlink(int block) {
    newer[older[block]] = newer[block];
    older[newer[block]] = older[block];
    reusableCount--;
  }

  @Override
  public String toString() {
    return "BlockPool[blocks=%d, free=%d, reusable=%d, references=%d]"
        .formatted(blockCount(), freeCount, reusableCount, Arrays.stream(references).sum());
  }
}
