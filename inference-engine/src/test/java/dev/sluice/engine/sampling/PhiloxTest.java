package dev.sluice.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  private final Philox philox = new Philox();

  /** The three vectors of Random123's kat_vectors for philox4x32 with 10 rounds. */
  @Test
  void block_knownAnswers_match() {
    philox.block(0, 0, 0, 0, 0, 0);
    assertWords(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);

    philox.block(-1, -1, -1, -1, -1, -1);
    assertWords(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);

    philox.block(0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344);
    assertWords(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void uniform_manyPositions_areInRangeAndEven() {
    int[] deciles = new int[10];
    for (int position = 0; position < 100_000; position++) {
      double u = philox.uniform(42, position);
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      deciles[(int) (10 * u)]++;
    }
    for (int count : deciles) {
      assertThat(count).isBetween(9_600, 10_400); // 4 standard deviations are 380
    }
  }

  @Test
  void uniform_sameSeedAndPosition_isTheSameDraw() {
    double first = philox.uniform(-7, 3);
    philox.uniform(8, 4);

    assertThat(philox.uniform(-7, 3)).isEqualTo(first).isEqualTo(new Philox().uniform(-7, 3));
    assertThat(philox.uniform(-7, 4)).isNotEqualTo(first);
    assertThat(philox.uniform(-7 ^ (1L << 40), 3)).isNotEqualTo(first);
  }

  private void assertWords(int... expected) {
    int[] actual = {philox.word(0), philox.word(1), philox.word(2), philox.word(3)};
    assertThat(actual).containsExactly(expected);
  }
}
