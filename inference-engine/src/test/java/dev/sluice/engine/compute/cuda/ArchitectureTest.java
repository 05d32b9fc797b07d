package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

  /** Binary code runs on later minor capabilities of its major one; PTX on everything later. */
  @ParameterizedTest
  @CsvSource({
    "75, sm_75",
    "80, sm_80",
    "86, sm_86",
    "87, sm_86",
    "89, sm_89",
    "90, sm_90",
    "100, compute_90",
    "120, compute_90"
  })
  void of_capability_isTheBestThatRuns(int capability, String option) {
    assertThat(Architecture.of(capability).orElseThrow().option()).isEqualTo(option);
  }

  @ParameterizedTest
  @CsvSource({"61", "70", "72"})
  void of_anOlderDevice_isEmpty(int capability) {
    assertThat(Architecture.of(capability)).isEmpty();
  }

  @Test
  void name_ofACompiledKernel_dependsOnSourceOptionsAndArchitecture() {
    Set<String> names = new HashSet<>();
    for (Architecture architecture : Architecture.values()) {
      KernelUnit.all().forEach(unit -> names.add(CubinStore.name(unit, architecture)));
    }
    assertThat(names).hasSize(Architecture.values().length * KernelUnit.all().size());
  }
}
