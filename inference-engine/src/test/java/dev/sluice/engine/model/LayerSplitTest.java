package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerSplitTest {

  @Test
  void byMemory_ofEqualDevices_isHalfAndHalf() {
    LayerSplit split = LayerSplit.byMemory(new long[] {5, 5, 5, 5}, new long[] {100, 100});
    assertThat(split.ends()).isEqualTo(List.of(2, 4));
    assertThat(split.describe(0)).isEqualTo("layers 0 to 1");
    assertThat(split.describe(1)).isEqualTo("layers 2 to 3");
  }

  @Test
  void byMemory_withALargeLastLayer_givesTheFirstDeviceMore() {
    LayerSplit split = LayerSplit.byMemory(new long[] {5, 5, 5, 5, 15}, new long[] {40, 40});
    assertThat(split.ends()).isEqualTo(List.of(4, 5));
  }

  @Test
  void byMemory_ofUnequalDevices_followsTheirMemory() {
    long[] layers = new long[40];
    Arrays.fill(layers, 7);
    assertThat(LayerSplit.byMemory(layers, new long[] {300, 100}).ends())
        .isEqualTo(List.of(30, 40));
  }

  /** For every model and every devices: each has layers, and no more than its share and one. */
  @Test
  void byMemory_ofAnything_coversAllLayersInOrder() {
    Random random = new Random(4);
    for (int round = 0; round < 2000; round++) {
      long[] layers = random.longs(1 + random.nextInt(60), 1, 1000).toArray();
      long[] free = random.longs(1 + random.nextInt(Math.min(8, layers.length)), 1, 9000).toArray();
      LayerSplit split = LayerSplit.byMemory(layers, free);
      assertThat(split.parts()).isEqualTo(free.length);
      assertThat(split.from(0)).isZero();
      assertThat(split.to(free.length - 1)).isEqualTo(layers.length);
      for (int part = 0; part < free.length; part++) {
        assertThat(split.from(part)).isLessThan(split.to(part));
      }
    }
  }
}
