package dev.sluice.engine.cache;

import java.util.Arrays;

/**
 * The blocks of one sequence in order: entry {@code i} holds positions {@code 16 i .. 16 i + 15}.
 * Owned by the engine thread.
 */
public final class BlockTable {
  private final String salt;
  private int[] blocks = new int[8];
  private int size;

  // Where the sequence stands in the prefix cache's chain: its first `published` blocks are entries
  // of the cache, the last of them under serial number `chain`.
  private int published;
  private long chain;

  /**
   * @param salt blocks are shared only between tables with an equal salt; null is a salt of its own
   */
  public BlockTable(String salt) {
    this.salt = salt;
  }

  /**
   * Makes room for {@code tokens} tokens in all. Takes either every block it needs or none.
   *
   * @return false when the pool has too few
   */
  public boolean grow(BlockPool pool, int tokens) {
    int wanted = BlockPool.blocksFor(tokens);
    if (wanted - size > pool.availableBlocks()) {
      return false;
    }
    while (size < wanted) {
      append(pool.allocate());
    }
    return true;
  }

  /**
   * Gives all blocks back, the last one first: a prefix is then never evicted before the blocks
   * that continue it, which would be unreachable without it.
   */
  public void release(BlockPool pool) {
    while (size > 0) {
      pool.release(blocks[--size]);
    }
    published = 0;
    chain = PrefixCache.ROOT;
  }

  /** The live array, valid until the table grows; entries from {@link #size} on mean nothing. */
  public int[] blocks() {
    return blocks;
  }

  public int size() {
    return size;
  }

  String salt() {
    return salt;
  }

  int published() {
    return published;
  }

  long chain() {
    return chain;
  }

  int block(int index) {
    return blocks[index];
  }

  void append(int block) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * size);
    }
    blocks[size++] = block;
  }

  void replace(int index, int block) {
    blocks[index] = block;
  }

  void publishedAs(long serial) {
    published++;
    chain = serial;
  }
}
