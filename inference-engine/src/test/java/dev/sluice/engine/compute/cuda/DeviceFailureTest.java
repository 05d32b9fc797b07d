package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.Sequences;
import dev.sluice.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the CUDA backend does when the driver fails; nothing stays behind on the device. */
@Tag("emulated")
@BackendTest
class DeviceFailureTest {
  private static final int OUT_OF_MEMORY = 2;
  private static final int ECC_UNCORRECTABLE = 214;
  private static final int LAUNCH_FAILED = 719;
  private static final DecoderOptions OPTIONS = new DecoderOptions("cuda", 1, 128, 0, 32, 32);
  private static final int[] IDS = {1, 5, 9, 200, 77};

  private EmulatedDriver driver;
  private long before;

  @BeforeEach
  void install() {
    driver = EmulatedDriver.install();
    before = driver.liveObjects();
  }

  @AfterEach
  void nothingIsLeft() {
    driver.reset();
    assertThat(driver.liveObjects()).isEqualTo(before);
  }

  @Test
  void close_afterAModelRan_leavesNothingOnTheDevice() {
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), OPTIONS)) {
      Sequences.logits(decoder, IDS, Sequences.blocks(0, IDS.length), 0, 2);
      assertThat(driver.liveObjects()).isGreaterThan(before);
    }
    assertThat(driver.complaints()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 30})
  void open_withoutEnoughMemory_saysSo(int allocation) {
    driver.fail("cuMemAlloc_v2", allocation, OUT_OF_MEMORY, false);
    assertThatThrownBy(() -> Models.open(Fixtures.stories("Q4_0"), OPTIONS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("does not fit into memory")
        .hasMessageContaining("bytes for '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuCtxCreate_v2",
        "cuStreamCreate",
        "cuMemAllocHost_v2",
        "cuModuleGetFunction",
        "cuMemcpyHtoDAsync_v2"
      })
  void open_withAFailingDriver_fails(String function) {
    driver.fail(function, 0, LAUNCH_FAILED, false);
    assertThatThrownBy(() -> Models.open(Fixtures.stories("Q4_0"), OPTIONS))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("CUDA_ERROR_LAUNCH_FAILED while");
  }

  @ParameterizedTest
  @CsvSource({
    "cuLaunchKernel, 719, true",
    "cuLaunchKernel, 1, false",
    "cuStreamSynchronize, 719, true",
    "cuMemcpyDtoHAsync_v2, 214, true"
  })
  void forward_withAFailingDevice_throwsAndCloses(String function, int code, boolean isLost) {
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), OPTIONS)) {
      driver.fail(function, 0, code, isLost);
      assertThatThrownBy(
              () -> Sequences.logits(decoder, IDS, Sequences.blocks(0, IDS.length), 0, 5))
          .isInstanceOfSatisfying(
              DeviceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e.isLost()).isEqualTo(isLost);
              });
    }
  }

  @Test
  void forward_withoutMemoryForItsBatch_isAnErrorOfMemoryAndLaterStepsRun() {
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), OPTIONS)) {
      driver.fail("cuMemAlloc_v2", 0, OUT_OF_MEMORY, false);
      int[] blocks = Sequences.blocks(0, IDS.length);
      assertThatThrownBy(() -> Sequences.logits(decoder, IDS, blocks, 0, 5))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(Sequences.logits(decoder, IDS, blocks, 0, 5)[0][0]).isFinite();
    }
  }

  @Test
  void close_ofALostDevice_balancesTheLedger() {
    TestBackends.names();
    ComputeBackend backend = Backends.choose("cuda").provider().open(1);
    Tensor x = backend.allocate("x", 3, 5);
    driver.fail("cuLaunchKernel", 0, ECC_UNCORRECTABLE, true);
    assertThatThrownBy(() -> backend.scale(x, 2, 3)).isInstanceOf(DeviceException.class);
    backend.close();
    assertThat(backend.ledger().balance()).isEmpty();
  }
}
