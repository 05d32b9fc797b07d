package dev.sluice.standalone.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void ticks_linear_areRoundAndWithin() {
    Axis axis = Axis.linear("tokens", 0, 8192);
    assertThat(axis.ticks()).containsExactly(0, 2000, 4000, 6000, 8000);
    assertThat(axis.text(2000)).isEqualTo("2000");
  }

  @Test
  void ticks_smallRange_haveTheDecimalsTheyNeed() {
    Axis axis = Axis.linear("perplexity", 2.61, 2.75);
    assertThat(Arrays.stream(axis.ticks()).mapToObj(axis::text))
        .containsExactly("2.65", "2.70", "2.75");
  }

  @Test
  void around_farApart_isLogarithmic() {
    Axis axis = Axis.around("perplexity", new double[] {10, 40, 2500});
    assertThat(axis.isLogarithmic()).isTrue();
    assertThat(axis.ticks()).containsExactly(10, 20, 50, 100, 200, 500, 1000, 2000);
    assertThat(axis.place(Math.sqrt(axis.from() * axis.to()))).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void around_closeTogether_leavesRoom() {
    Axis axis = Axis.around("perplexity", new double[] {5, 5});
    assertThat(axis.isLogarithmic()).isFalse();
    assertThat(axis.place(5)).isBetween(0.2, 0.8);
  }
}
