package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
  private static final String MODEL = Stories.model().toString();

  @Test
  void bench_json_hasOneEntryPerTest() {
    CommandRun run =
        CommandRun.of(
            "bench", "-m", MODEL, "-p", "16,32", "-n", "8", "-r", "2", "-t", "1", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode results = JsonMapper.shared().readTree(run.out());
    assertThat(results.valueStream().map(result -> result.path("test").stringValue()))
        .containsExactly("pp16", "pp32", "tg8");
    for (JsonNode result : results) {
      assertThat(result.path("tok_per_s").doubleValue()).isPositive();
      assertThat(result.path("stddev").doubleValue()).isNotNegative();
      assertThat(result.path("samples")).hasSize(2);
    }
  }

  @Test
  void bench_beyondTheContext_saysSo() {
    CommandRun run = CommandRun.of("bench", "-m", MODEL, "-p", "100000", "-n", "0");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("pp100000").contains("context");
  }
}
