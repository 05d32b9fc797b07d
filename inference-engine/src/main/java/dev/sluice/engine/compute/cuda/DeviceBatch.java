package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import java.util.Arrays;

/**
 * A step's positions and block tables on the device, sent once per step: a batch with the content
 * of the last one is there already. One array of integers: positions {@code [n]}, table starts
 * {@code [n]}, tiles of up to 1, 2 and 4 tokens {@code [n, 2]} each, block ids.
 */
final class DeviceBatch {
  /** Queries that a block of the attention kernels computes together. */
  static final int TILE_QUERIES = 4;

  private static final int[] TILE_TOKENS = {1, 2, 4};

  /** Enough for 64 sequences of 16,000 tokens: a buffer that grows makes recorded steps void. */
  private static final int LEAST_BYTES = 256 << 10;

  private final Staging staging;
  private final GrowingBuffer buffer;
  private int[] wanted = new int[1024];
  private int[] sent = new int[1024];
  private int sentLength;
  private final int[] tileCounts = new int[TILE_TOKENS.length];
  private int tokens;
  private int lastPosition;
  private boolean isPadded;
  private long address;

  DeviceBatch(Staging staging, DeviceMemory memory) {
    this.staging = staging;
    this.buffer = new GrowingBuffer(memory, "batch", LEAST_BYTES);
  }

  /** Makes this the batch on the device. */
  void bind(TokenBatch batch) {
    tokens = batch.tokenCount();
    isPadded = batch instanceof PaddedBatch;
    int length = fill(batch);
    if (length == sentLength && Arrays.equals(wanted, 0, length, sent, 0, length)) {
      return;
    }
    sentLength = 0; // until it has arrived
    address = buffer.atLeast((long) length * Integer.BYTES);
    staging.upload(wanted, length, address);
    staging.flush(); // so that a failure shows before this counts as sent
    int[] free = sent;
    sent = wanted;
    wanted = free.length < sent.length ? new int[sent.length] : free;
    sentLength = length;
  }

  private int fill(TokenBatch batch) {
    int ids = 8 * tokens;
    int[] table = null;
    int tableStart = 0;
    int tableLength = 0;
    lastPosition = 0;
    require(ids);
    for (int t = 0; t < tokens; t++) {
      int position = batch.position(t);
      lastPosition = Math.max(lastPosition, position);
      if (table != batch.blockTableOf(t)) {
        table = batch.blockTableOf(t);
        tableStart = ids;
        tableLength = 0;
      }
      int blocks = position < 0 ? 0 : position / KvCache.BLOCK_TOKENS + 1;
      if (blocks > tableLength) {
        ids = tableStart + blocks;
        require(ids);
        System.arraycopy(
            table, tableLength, wanted, tableStart + tableLength, blocks - tableLength);
        tableLength = blocks;
      }
      wanted[t] = position;
      wanted[tokens + t] = tableStart - 8 * tokens;
    }
    for (int i = 0; i < TILE_TOKENS.length; i++) {
      tileCounts[i] = fillTiles(i);
    }
    return ids;
  }

  /** Consecutive tokens of one sequence, up to so many. */
  private int fillTiles(int kind) {
    int at = 2 * tokens * (1 + kind);
    int tiles = 0;
    for (int t = 0; t < tokens; ) {
      int count = 1;
      while (count < TILE_TOKENS[kind]
          && t + count < tokens
          && wanted[tokens + t + count] == wanted[tokens + t]
          && wanted[t + count] > wanted[t + count - 1]) {
        count++;
      }
      wanted[at + 2 * tiles] = t;
      wanted[at + 2 * tiles + 1] = count;
      tiles++;
      t += count;
    }
    Arrays.fill(wanted, at + 2 * tiles, at + 2 * tokens, 0);
    return tiles;
  }

  private void require(int length) {
    if (wanted.length < length) {
      wanted = Arrays.copyOf(wanted, Math.max(length, 2 * wanted.length));
    }
  }

  int tokens() {
    return tokens;
  }

  /**
   * Spans of positions that hold all that tokens see. A batch that is filled up has room for more,
   * so that a recorded step holds for a while.
   */
  int spans() {
    int spans = lastPosition / Attention.SPAN + 1;
    return isPadded ? Integer.highestOneBit(2 * spans - 1) : spans;
  }

  long positions() {
    return address;
  }

  long tableStarts() {
    return address + (long) tokens * Integer.BYTES;
  }

  long blockIds() {
    return address + 8L * tokens * Integer.BYTES;
  }

  /** Tiles of tokens for tiles of so many heads. */
  long tiles(int heads) {
    return address + 2L * tokens * (1 + kind(heads)) * Integer.BYTES;
  }

  int tileCount(int heads) {
    return tileCounts[kind(heads)];
  }

  private static int kind(int heads) {
    return switch (TILE_QUERIES / heads) {
      case 4 -> 2;
      case 2 -> 1;
      default -> 0;
    };
  }
}
