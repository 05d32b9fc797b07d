package dev.sluice.engine.sampling.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.sampling.Exponentials;
import dev.sluice.engine.sampling.PortableExp;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorExponentialsTest {
  /** The compiler may take this long. */
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  @Test
  void fastest_withTheVectorApi_areThese() {
    assertThat(Exponentials.fastest()).isInstanceOf(VectorExponentials.class);
  }

  @Test
  void weigh_anyRow_hasTheBitsOfTheDefinition() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      int length = random.nextInt(200);
      int from = random.nextInt(length + 1);
      float[] row = new float[length];
      for (int i = 0; i < length; i++) {
        row[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 1));
      }
      assertSameBits(row, from, random.nextInt(length - from + 1), 0.1 + 2 * random.nextDouble());
    }
  }

  @Test
  void weigh_edges_hasTheBitsOfTheDefinition() {
    float inf = Float.POSITIVE_INFINITY;
    float[] edges = {0, -0f, -707.9f, -708, -708.1f, -1e9f, -Float.MAX_VALUE, -inf, -1e-30f, -.34f};
    float[] row = new float[2 * edges.length + 1];
    System.arraycopy(edges, 0, row, 0, edges.length);
    System.arraycopy(edges, 0, row, edges.length, edges.length);
    assertSameBits(row, 0, row.length, 1);
    assertSameBits(row, 0, row.length, Float.MIN_VALUE);
    assertSameBits(row, 0, row.length, Double.MIN_VALUE);
  }

  /** From the first call until after the change to vectors. */
  @Test
  void weigh_manyTimes_keepsItsBits() {
    float[] row = new float[512];
    for (int i = 0; i < row.length; i++) {
      row[i] = -i / 10f;
    }
    double[] expected = new double[512];
    new PortableExp().weigh(row, 0, 512, 0, 0.9, expected, 0);
    VectorExponentials exponentials = new VectorExponentials();
    double[] actual = new double[512];
    long start = System.nanoTime();
    int callsSince = 0;
    while (callsSince < 1000 && System.nanoTime() - start < DEADLINE_NANOS) {
      callsSince += exponentials.isCompiled() ? 1 : 0;
      exponentials.weigh(row, 0, 512, 0, 0.9, actual, 0);
      assertThat(actual).isEqualTo(expected);
    }
    assertThat(exponentials.isCompiled()).isTrue();
  }

  private static void assertSameBits(float[] row, int from, int count, double temperature) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    max = Float.isFinite(max) ? max : 0;
    double[] expected = new double[count + 5];
    double[] actual = new double[count + 5];
    new PortableExp().weigh(row, from, count, max, temperature, expected, 3);
    VectorExp.weigh(row, from, count, max, temperature, actual, 3);
    assertThat(actual).containsExactly(expected);
  }
}
