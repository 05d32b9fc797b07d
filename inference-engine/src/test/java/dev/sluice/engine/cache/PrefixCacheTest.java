package dev.sluice.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private final BlockPool pool = new BlockPool(12);
  private final PrefixCache cache = new PrefixCache(pool);

  @Test
  void adopt_publishedPrefix_coversWholeBlocksBelowTheLimit() {
    int[] prompt = tokens(40, 0);
    BlockTable first = computed(prompt, null);
    first.release(pool);
    BlockTable second = new BlockTable(null);

    assertThat(cache.adopt(second, prompt, 39)).isEqualTo(32);
    assertThat(cache.adopt(new BlockTable(null), prompt, 31)).isEqualTo(16);
    assertThat(cache.adopt(new BlockTable(null), tokens(40, 1), 39)).isZero();
  }

  @Test
  void adopt_otherSalt_findsNothing() {
    int[] prompt = tokens(32, 0);
    computed(prompt, "tenant-a").release(pool);

    assertThat(cache.adopt(new BlockTable("tenant-b"), prompt, 32)).isZero();
    assertThat(cache.adopt(new BlockTable(null), prompt, 32)).isZero();
    assertThat(cache.adopt(new BlockTable("tenant-a"), prompt, 32)).isEqualTo(32);
  }

  @Test
  void adopt_sameBlockAfterAnotherPrefix_findsNothing() {
    int[] prompt = tokens(32, 0);
    computed(prompt, null).release(pool);
    int[] other = prompt.clone();
    other[0]++;

    assertThat(cache.adopt(new BlockTable(null), other, 32)).isZero();
    assertThat(cache.adopt(new BlockTable(null), Arrays.copyOfRange(prompt, 16, 32), 16)).isZero();
  }

  @Test
  void publish_sameContentTwice_sharesOneBlock() {
    int[] prompt = tokens(20, 0);
    BlockTable first = computed(prompt, null);
    BlockTable second = computed(prompt, null);

    assertThat(second.block(0)).isEqualTo(first.block(0));
    assertThat(second.block(1)).isNotEqualTo(first.block(1));
    assertThat(pool.references(first.block(0))).isEqualTo(2);
    assertThat(pool.availableBlocks()).isEqualTo(12 - 3);
  }

  @Test
  void withdraw_publishedBlocks_areNotFoundAndBecomeFree() {
    int[] prompt = tokens(48, 0);
    BlockTable table = computed(prompt, null);
    cache.withdraw(table);
    table.release(pool);

    assertThat(cache.adopt(new BlockTable(null), prompt, 48)).isZero();
    assertThat(pool.reusableBlocks()).isZero();
    assertThat(pool.availableBlocks()).isEqualTo(12);
  }

  @Test
  void evict_fullPool_eatsChainsFromTheirEnds() {
    int[] prompt = tokens(12 * 16, 0);
    computed(prompt, null).release(pool);

    for (int left = 11; left >= 0; left--) {
      pool.allocate();
      BlockTable probe = new BlockTable(null);
      assertThat(cache.adopt(probe, prompt, prompt.length)).isEqualTo(16 * left);
      probe.release(pool);
    }
  }

  /** Whatever came and went, a block that is handed out holds exactly the tokens asked for. */
  @Test
  void adopt_randomStorm_neverServesOtherContent() {
    Random random = new Random(5);
    Map<Integer, List<Object>> content = new HashMap<>();
    List<BlockTable> live = new ArrayList<>();
    int hits = 0;
    for (int round = 0; round < 20_000; round++) {
      if (live.size() > 3 || random.nextInt(3) == 0) {
        if (!live.isEmpty()) {
          BlockTable table = live.remove(random.nextInt(live.size()));
          if (random.nextInt(10) == 0) {
            cache.withdraw(table);
          }
          table.release(pool);
        }
        continue;
      }
      String salt = random.nextBoolean() ? "s" : null;
      int[] prompt =
          IntStream.range(0, 16 * 3).map(i -> i % 16 == 0 ? random.nextInt(2) : 7).toArray();
      BlockTable table = new BlockTable(salt);
      int covered = cache.adopt(table, prompt, 16 * random.nextInt(4));
      hits += covered;
      for (int i = 0; i < table.size(); i++) {
        assertThat(content.get(table.block(i))).isEqualTo(identity(salt, prompt, i));
      }
      if (!table.grow(pool, prompt.length)) {
        table.release(pool);
        continue;
      }
      for (int i = covered / 16; i < 3; i++) {
        content.put(table.block(i), identity(salt, prompt, i));
      }
      cache.publish(table, prompt, prompt.length);
      for (int i = 0; i < 3; i++) {
        assertThat(content.get(table.block(i))).isEqualTo(identity(salt, prompt, i));
      }
      live.add(table);
    }
    assertThat(hits).isPositive();
    live.forEach(table -> table.release(pool));
    assertThat(pool.availableBlocks()).isEqualTo(12);
  }

  private static List<Object> identity(String salt, int[] prompt, int block) {
    return Arrays.asList(salt, Arrays.stream(prompt, 0, 16 * (block + 1)).boxed().toList());
  }

  private BlockTable computed(int[] prompt, String salt) {
    BlockTable table = new BlockTable(salt);
    assertThat(table.grow(pool, prompt.length)).isTrue();
    cache.publish(table, prompt, prompt.length);
    return table;
  }

  private static int[] tokens(int count, int first) {
    return IntStream.range(first, first + count).toArray();
  }
}
