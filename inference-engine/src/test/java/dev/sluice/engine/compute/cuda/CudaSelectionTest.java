package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When CUDA is taken, and what is said when it is not. */
@Tag("emulated")
@BackendTest
class CudaSelectionTest {
  private final EmulatedDriver driver = EmulatedDriver.install();

  @AfterEach
  void reset() {
    driver.reset();
    System.clearProperty("sluice.cuda.device");
  }

  @Test
  void auto_withADevice_takesCudaAndNamesIt() {
    Backends.Choice choice = Backends.choose("auto");
    assertThat(choice.provider().name()).isEqualTo("cuda");
    assertThat(choice.reason()).isEqualTo("found Emulated device (sm_80)");
    try (ComputeBackend backend = choice.provider().open(1)) {
      assertThat(backend.describe()).isEqualTo("cuda (Emulated device, sm_80)");
      assertThat(backend.freeBytes()).isPositive();
    }
  }

  @Test
  void auto_withABrokenDriver_takesTheCpuAndSaysWhy() {
    driver.fail("cuInit", 0, 999, false);
    Backends.Choice choice = Backends.choose("auto");
    assertThat(choice.provider().name()).isNotEqualTo("cuda");
    assertThat(choice.reason()).contains("not cuda: the NVIDIA driver cannot be used");
  }

  @Test
  void auto_withFewerDevicesThanTheChosenOne_takesTheCpuAndSaysWhy() {
    System.setProperty("sluice.cuda.device", "3");
    assertThat(Backends.choose("auto").reason()).contains("reports 1 devices, none is number 3");
  }
}
