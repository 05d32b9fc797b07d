package dev.sluice.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockPoolTest {

  @Test
  void allocate_allInUse_givesNone() {
    BlockPool pool = new BlockPool(2);
    assertThat(List.of(pool.allocate(), pool.allocate())).containsExactlyInAnyOrder(0, 1);
    assertThat(pool.allocate()).isEqualTo(BlockPool.NONE);
  }

  @Test
  void release_moreOftenThanRetained_throws() {
    BlockPool pool = new BlockPool(2);
    int block = pool.allocate();
    pool.release(block);
    assertThatThrownBy(() -> pool.release(block)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.retain(block)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void allocate_onlyReusableLeft_evictsTheOneReleasedFirst() {
    BlockPool pool = new BlockPool(3);
    List<Integer> evicted = new ArrayList<>();
    pool.onEviction(evicted::add);
    int[] blocks = {pool.allocate(), pool.allocate(), pool.allocate()};
    for (int block : blocks) {
      pool.keep(block);
    }
    pool.release(blocks[1]);
    pool.release(blocks[0]);
    pool.release(blocks[2]);
    pool.retain(blocks[0]);
    pool.release(blocks[0]); // used again: now the newest

    assertThat(pool.availableBlocks()).isEqualTo(3);
    assertThat(List.of(pool.allocate(), pool.allocate(), pool.allocate()))
        .containsExactly(blocks[1], blocks[2], blocks[0]);
    assertThat(evicted).containsExactly(blocks[1], blocks[2], blocks[0]);
  }

  @Test
  void pool_randomStorm_countsEveryBlockOnce() {
    Random random = new Random(4);
    BlockPool pool = new BlockPool(17);
    List<Integer> held = new ArrayList<>();
    for (int round = 0; round < 50_000; round++) {
      if (random.nextBoolean()) {
        int block = pool.allocate();
        if (block == BlockPool.NONE) {
          assertThat(held.stream().distinct().count()).isEqualTo(17);
        } else {
          assertThat(held).doesNotContain(block);
          held.add(block);
        }
      } else if (!held.isEmpty()) {
        int at = random.nextInt(held.size());
        int block = held.get(at);
        switch (random.nextInt(4)) {
          case 0 -> {
            pool.retain(block);
            held.add(block);
          }
          case 1 -> pool.keep(block);
          case 2 -> pool.discard(block);
          default -> {
            pool.release(block);
            held.remove(at);
          }
        }
      }
      assertThat(pool.availableBlocks()).isEqualTo(17 - held.stream().distinct().count());
    }
  }
}
