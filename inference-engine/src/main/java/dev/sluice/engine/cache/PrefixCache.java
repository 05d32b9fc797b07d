package dev.sluice.engine.cache;

import static dev.sluice.engine.cache.BlockPool.BLOCK_TOKENS;

import java.util.Arrays;
import java.util.Objects;

/**
 * Finds blocks that already hold the keys and values of a prompt's beginning.
 *
 * <p>A full block's content depends on its own 16 tokens and on every token before them, so blocks
 * form a trie: an entry is a block, the entry before it, and 16 token ids. Each entry has a serial
 * number that is never used again, and a lookup compares the predecessor's serial and all 16 ids
 * (for a first block, the salt as well). The 64-bit hash only chooses a bucket: a collision costs a
 * comparison and can never serve another prompt's content.
 *
 * <p>When two sequences compute the same block at the same time, the second one's table is switched
 * to the first one's block at {@link #publish}; equal tokens after an equal prefix have equal keys
 * and values whatever the batch was. So every published block's predecessor is held by whoever
 * holds the block, and since tables release their last block first, eviction eats chains from their
 * ends.
 *
 * <p>All arrays are indexed by block id and allocated once. Owned by the engine thread.
 */
public final class PrefixCache {
  /** Serial number of the empty prefix. */
  static final long ROOT = 0;

  private static final int END = -1;

  private final BlockPool pool;
  private final int[] buckets;
  private final int[] nextInBucket;
  private final long[] serials;
  private final long[] parents;
  private final String[] salts;
  private final int[] tokens;
  private long lastSerial = ROOT;

  public PrefixCache(BlockPool pool) {
    this.pool = pool;
    int blocks = pool.blockCount();
    buckets = new int[Integer.highestOneBit(Math.max(16, blocks)) << 1];
    Arrays.fill(buckets, END);
    nextInBucket = new int[blocks];
    serials = new long[blocks];
    parents = new long[blocks];
    salts = new String[blocks];
    tokens = new int[Math.multiplyExact(blocks, BLOCK_TOKENS)];
    pool.onEviction(this::remove);
  }

  /**
   * Puts the longest cached prefix of {@code prompt} into an empty table.
   *
   * @param limit most tokens to take, because logits from there on must be computed
   * @return tokens covered, a multiple of the block size
   */
  public int adopt(BlockTable table, int[] prompt, int limit) {
    if (table.size() != 0) {
      throw new IllegalStateException("only an empty table can adopt a prefix");
    }
    int covered = 0;
    while (covered + BLOCK_TOKENS <= limit) {
      int block = find(table.chain(), table.salt(), prompt, covered);
      if (block == END) {
        break;
      }
      pool.retain(block);
      table.append(block);
      table.publishedAs(serials[block]);
      covered += BLOCK_TOKENS;
    }
    return covered;
  }

  /**
   * Offers the table's full blocks among its first {@code computed} tokens to later sequences.
   * Blocks that the cache already has are replaced in the table by the cache's own.
   */
  public void publish(BlockTable table, int[] sequence, int computed) {
    for (int i = table.published(); (i + 1) * BLOCK_TOKENS <= computed; i++) {
      int own = table.block(i);
      int known = find(table.chain(), table.salt(), sequence, i * BLOCK_TOKENS);
      if (known == END) {
        insert(own, table.chain(), table.salt(), sequence, i * BLOCK_TOKENS);
        pool.keep(own);
        known = own;
      } else {
        pool.retain(known);
        pool.release(own);
        table.replace(i, known);
      }
      table.publishedAs(serials[known]);
    }
  }

  /** Withdraws all blocks of a table whose content turned out to be bad. */
  public void withdraw(BlockTable table) {
    for (int i = 0; i < table.published(); i++) {
      int block = table.block(i);
      if (serials[block] != ROOT) {
        remove(block);
        pool.discard(block);
      }
    }
  }

  private int find(long parent, String salt, int[] source, int from) {
    int block = buckets[bucket(parent, salt, source, from)];
    while (block != END && !matches(block, parent, salt, source, from)) {
      block = nextInBucket[block];
    }
    return block;
  }

  private boolean matches(int block, long parent, String salt, int[] source, int from) {
    int at = block * BLOCK_TOKENS;
    return parents[block] == parent
        && Arrays.equals(tokens, at, at + BLOCK_TOKENS, source, from, from + BLOCK_TOKENS)
        && Objects.equals(salts[block], parent == ROOT ? salt : null);
  }

  private void insert(int block, long parent, String salt, int[] source, int from) {
    serials[block] = ++lastSerial;
    parents[block] = parent;
    salts[block] = parent == ROOT ? salt : null;
    System.arraycopy(source, from, tokens, block * BLOCK_TOKENS, BLOCK_TOKENS);
    int bucket = bucket(parent, salt, source, from);
    nextInBucket[block] = buckets[bucket];
    buckets[bucket] = block;
  }

  private void remove(int block) {
    int bucket = bucket(parents[block], salts[block], tokens, block * BLOCK_TOKENS);
    if (buckets[bucket] == block) {
      buckets[bucket] = nextInBucket[block];
    } else {
      int before = buckets[bucket];
      while (nextInBucket[before] != block) {
        before = nextInBucket[before];
      }
      nextInBucket[before] = nextInBucket[block];
    }
    serials[block] = ROOT;
    salts[block] = null;
  }

  private int bucket(long parent, String salt, int[] source, int from) {
    long hash = parent == ROOT ? Objects.hashCode(salt) : parent;
    for (int i = from; i < from + BLOCK_TOKENS; i++) {
      hash = (hash ^ source[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32) & (buckets.length - 1);
  }
}
