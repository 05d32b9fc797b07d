package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.tensor.ElementType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link KernelResourcesTest} compares is read from the assembler's log rightly. */
class KernelResourcesLogTest {
  private static KernelResources read(Architecture architecture, int spills, int registers) {
    String log =
        """
        ptxas info    : Compiling entry function 'rms_norm' for 'sm_80'
        ptxas info    : Function properties for rms_norm
            8 bytes stack frame, %d bytes spill stores, %d bytes spill loads
        ptxas info    : Used %d registers, 128 bytes smem, 400 bytes cmem[0]
        """
            .formatted(spills, 2 * spills, registers);
    List<KernelResources> all =
        KernelResources.of(new KernelUnit("rms_norm", List.of()), architecture, log);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void spills_ofALog_areStoresAndLoads() {
    assertThat(read(Architecture.SM_80, 12, 40).spills()).isEqualTo(36);
    assertThat(read(Architecture.SM_80, 0, 40).spills()).isZero();
  }

  /** By the rules of NVIDIA's cuda_occupancy.h, for blocks of 256 threads. */
  @ParameterizedTest
  @CsvSource({
    "SM_75, 32, 32", "SM_75, 65, 24", "SM_80, 32, 64", "SM_80, 33, 48", "SM_80, 64, 32",
    "SM_80, 65, 24", "SM_86, 40, 48", "SM_86, 41, 40", "SM_89, 128, 16", "SM_90, 255, 8"
  })
  void warps_ofALog_fallWithItsRegisters(Architecture architecture, int registers, int warps) {
    assertThat(read(architecture, 0, registers).warps()).isEqualTo(warps);
  }

  @Test
  void units_ofEveryType_areAmongThoseThatAreCompiledAhead() {
    for (ElementType type : ElementType.values()) {
      assertThat(KernelUnit.all()).contains(KernelUnit.matmul(type), KernelUnit.matmulTensor(type));
    }
  }
}
