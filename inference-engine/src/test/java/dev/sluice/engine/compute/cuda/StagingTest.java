package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is written to the device arrives in order, in as few copies as its places allow. */
@Tag("emulated")
@BackendTest
class StagingTest {
  private final EmulatedDriver driver = EmulatedDriver.install();

  @Test
  void rows_sideBySide_areOneCopyAndArriveBeforeTheNextOperation() {
    try (ComputeBackend backend = TestBackends.open()) {
      Tensor x = backend.allocate("x", 50, 64);
      long before = driver.copies();
      write(backend, x, 50, 3);
      backend.scale(x, 2, 50);
      assertThat(driver.copies()).isEqualTo(before + 1);
      write(backend, x, 10, 5); // over what was just computed
      float[] row = new float[64];
      for (int t = 0; t < 50; t++) {
        backend.read(x, t, row, 64);
        assertThat(row[63]).isEqualTo(t < 10 ? 5f + t : 2 * (3f + t));
      }
      assertThat(driver.copies()).isEqualTo(before + 2);
    }
    assertThat(driver.complaints()).isZero();
  }

  @Test
  void rows_withRoomBetweenThem_areCopiesOfTheirOwn() {
    try (ComputeBackend backend = TestBackends.open()) {
      Tensor x = backend.allocate("x", 5, 40);
      long before = driver.copies();
      write(backend, x, 5, 3);
      float[] row = new float[64];
      backend.read(x, 4, row, 40);
      assertThat(row[39]).isEqualTo(7);
      assertThat(driver.copies()).isEqualTo(before + 5);
    }
  }

  /** More than the pinned memory holds at a time. */
  @Test
  void rows_beyondTheStagingMemory_allArrive() {
    try (ComputeBackend backend = TestBackends.open()) {
      int columns = 1 << 20;
      Tensor x = backend.allocate("x", 6, columns);
      write(backend, x, 6, 1);
      float[] row = new float[columns];
      for (int t = 0; t < 6; t++) {
        backend.read(x, t, row, columns);
        assertThat(row[columns - 1]).isEqualTo(1f + t);
      }
    }
  }

  private static void write(ComputeBackend backend, Tensor x, int rows, float first) {
    float[] row = new float[x.columns()];
    for (int t = 0; t < rows; t++) {
      Arrays.fill(row, first + t);
      backend.write(x, t, row, row.length);
    }
  }
}
