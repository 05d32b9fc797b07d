package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights lie on the device as they are stored, and kernels read exactly what they stand for. */
@Tag("cuda")
@BackendTest
class StoredWeightTest {
  private static final int ROWS = 5;

  /** Products with the rows of the unit matrix are the weights. */
  @ParameterizedTest
  @EnumSource
  void weights_ofEveryType_areReadBitForBitAndTakeTheirStoredBytes(ElementType type) {
    int columns = Math.max(64, type.blockElements());
    Tensor stored = TestWeights.random(type, ROWS, columns, new Random(type.id()));
    try (ComputeBackend device = TestBackends.open()) {
      Tensor unit = device.allocate("unit", columns, columns);
      Tensor out = device.allocate("out", columns, ROWS);
      for (int k = 0; k < columns; k++) {
        float[] row = new float[columns];
        row[k] = 1;
        device.write(unit, k, row, columns);
      }
      try (Weight weight = device.prepare(stored)) {
        assertThat(device.ledger().balance().get("weights"))
            .isEqualTo(ROWS * type.rowBytes(columns));
        device.matmul(unit, weight, columns, out);
      }
      float[] actual = new float[ROWS];
      float[][] expected = values(stored);
      for (int k = 0; k < columns; k++) {
        device.read(out, k, actual, ROWS);
        for (int r = 0; r < ROWS; r++) {
          assertThat(actual[r] + 0f).as("[%d, %d]", r, k).isEqualTo(expected[r][k] + 0f);
        }
      }
    }
  }

  private static float[][] values(Tensor stored) {
    float[][] values = new float[stored.rows()][stored.columns()];
    for (int r = 0; r < stored.rows(); r++) {
      Dequantizer.row(
          stored.type(), stored.data(), stored.offset(r), values[r], 0, stored.columns());
    }
    return values;
  }

  /** As many rows as the largest vocabularies have, which are too many for most axes of a grid. */
  @Test
  void matmul_withTheRowsOfALargeVocabulary_computesAll() {
    int rows = 262_144 + 64;
    Tensor stored = TestWeights.random(ElementType.Q8_0, rows, 32, new Random(1));
    try (ComputeBackend device = TestBackends.open()) {
      Tensor x = device.allocate("x", 1, 32);
      Tensor out = device.allocate("out", 1, rows);
      float[] one = new float[32];
      one[7] = 1;
      device.write(x, 0, one, 32);
      float[] actual = new float[rows];
      try (Weight weight = device.prepare(stored)) {
        device.matmul(x, weight, 1, out);
        device.read(out, 0, actual, rows);
      }
      float[] expected = new float[32];
      for (int r = 0; r < rows; r++) {
        Dequantizer.row(ElementType.Q8_0, stored.data(), stored.offset(r), expected, 0, 32);
        assertThat(actual[r]).isEqualTo(expected[7]);
      }
    }
  }
}
