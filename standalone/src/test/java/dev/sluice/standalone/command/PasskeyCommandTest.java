package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PasskeyCommandTest {
  private static final String MODEL = Stories.model().toString();

  @TempDir Path folder;

  @Test
  void passkey_json_hasItsDocumentedFieldsAndTheSameResultTwice() {
    String[] arguments = {
      "passkey", "-m", MODEL, "-c", "300", "--points", "2", "--trials", "2", "--json"
    };
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = JsonMapper.shared().readTree(run.out());
    assertThat(json.propertyNames()).contains("context", "seed", "effective_context", "points");
    assertThat(json.path("points").size()).isEqualTo(2);
    for (JsonNode point : json.path("points")) {
      assertThat(point.propertyNames())
          .containsExactly(
              "distance", "trials", "successes", "success_rate", "mean_logprob", "answers");
      assertThat(point.path("mean_logprob").doubleValue()).isNegative();
    }
    assertThat(JsonMapper.shared().readTree(CommandRun.of(arguments).out()).path("points"))
        .isEqualTo(json.path("points"));
  }

  @Test
  void passkey_table_endsWithTheEffectiveContextAndDrawsIt() {
    Path plot = folder.resolve("p.png");
    CommandRun run =
        CommandRun.of(
            "passkey",
            "-m",
            MODEL,
            "-c",
            "300",
            "--distances",
            "150,100",
            "--trials",
            "1",
            "--plot",
            plot.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("     100 ").contains("effective context").contains("0 tokens");
    assertThat(plot).isNotEmptyFile();
  }

  @Test
  void passkey_impossible_saysWhatIsPossible() {
    CommandRun distance = CommandRun.of("passkey", "-m", MODEL, "-c", "300", "--distances", "299");
    assertThat(distance.code()).isEqualTo(1);
    assertThat(distance.err()).contains("distance of 299").contains("in this context it is");
    CommandRun context = CommandRun.of("passkey", "-m", MODEL, "-c", "64");
    assertThat(context.code()).isEqualTo(1);
    assertThat(context.err()).contains("64 tokens is too short for the passkey test");
    CommandRun beyond = CommandRun.of("passkey", "-m", MODEL, "-c", "600");
    assertThat(beyond.code()).isEqualTo(1);
    assertThat(beyond.err()).contains("600 tokens is beyond the 512");
  }

  @Test
  void passkey_wrongUse_hasCodeTwo() {
    assertThat(CommandRun.of("passkey", "-m", MODEL, "-c", "300", "--trials", "0").code())
        .isEqualTo(2);
    assertThat(CommandRun.of("passkey", "-m", MODEL).code()).isEqualTo(2);
  }
}
