package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RopeOverrideTest {
  private static final RopeSpec PLAIN =
      new RopeSpec(64, 10_000, false, null, new RopeScaling.None());

  @ParameterizedTest
  @CsvSource({
    "none, none, 1, 0",
    "linear:4, linear, 4, 0",
    "Dynamic:2.5, dynamic, 2.5, 0",
    "yarn:4:orig=2048, yarn, 4, 2048",
    "llama3:8, llama3, 8, 0"
  })
  void parse_ofEachMethod_readsFactorAndOriginalLength(
      String text, String method, double factor, int original) {
    RopeOverride parsed = RopeOverride.parse(text);
    assertThat(parsed).isEqualTo(new RopeOverride(method, factor, original));
    assertThat(RopeOverride.parse(parsed.toString())).isEqualTo(parsed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ntk",
        "none:2",
        "linear",
        "linear:",
        "linear:x",
        "linear:0.5",
        "linear:NaN",
        "yarn:4:2048",
        "yarn:4:orig=0",
        "yarn:4:orig=2048:8",
        "longrope:2"
      })
  void parse_ofAnythingElse_namesIt(String text) {
    assertThatThrownBy(() -> RopeOverride.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void context_growsByTheFactorFromTheOriginalLength() {
    assertThat(RopeOverride.parse("yarn:4").context(PLAIN, 2048)).isEqualTo(8192);
    assertThat(RopeOverride.parse("yarn:4:orig=1024").context(PLAIN, 2048)).isEqualTo(4096);
    assertThat(RopeOverride.parse("none").context(PLAIN, 2048)).isEqualTo(2048);
    RopeSpec scaled = PLAIN.with(null, new RopeScaling.Linear(4));
    assertThat(RopeOverride.parse("yarn:8").context(scaled, 8192)).isEqualTo(16384);
    assertThat(RopeOverride.parse(null)).isNull();
  }
}
