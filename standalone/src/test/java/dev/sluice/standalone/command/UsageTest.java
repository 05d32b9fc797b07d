package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "generate",
        "logits",
        "tokenize",
        "render",
        "bench",
        "perplexity",
        "passkey",
        "inspect",
        "quantize",
        "pull",
        "models",
        "admin",
        "admin key create",
        "admin key list",
        "admin key rotate",
        "admin key revoke",
        "admin quota set",
        "admin quota list",
        "admin quota delete",
        "admin model list",
        "admin model register",
        "admin model versions",
        "admin model retry",
        "admin model promote",
        "admin model split",
        "admin usage export",
        "admin login",
        "version"
      })
  void help_everyCommand_goesToStdoutWithCodeZero(String command) {
    CommandRun run = CommandRun.of((command + " --help").split(" "));
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: sluice " + command);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void help_root_listsCommandsForPeopleOnly() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.out()).contains("generate", "logits", "bench").doesNotContain("train");
  }

  static Stream<Arguments> wrongUses() {
    return Stream.of(
        Arguments.of("A command is missing", new String[] {}),
        Arguments.of("'genrate'", new String[] {"genrate"}),
        Arguments.of("'Q3_X'", new String[] {"quantize", "in.gguf", "out.gguf", "Q3_X"}),
        Arguments.of("TYPE", new String[] {"quantize", "in.gguf", "out.gguf"}),
        Arguments.of("--model", new String[] {"generate", "--prompt", "x"}),
        Arguments.of("--prompt", new String[] {"generate", "--model", "m"}),
        Arguments.of(
            "exclusive",
            new String[] {"generate", "--model", "m", "--prompt", "x", "--ids", "f.json"}),
        Arguments.of(
            "'few' is neither",
            new String[] {"generate", "-m", "m", "--prompt", "x", "--speculative", "few"}),
        Arguments.of("gpu", new String[] {"bench", "--model", "m", "--backend", "gpu"}),
        Arguments.of("-1", new String[] {"bench", "--model", "m", "-t", "-1"}),
        Arguments.of("--threads is 5000", new String[] {"bench", "-m", "m", "-t", "5000"}),
        Arguments.of("--drain is -3", new String[] {"up", "--drain", "-3"}),
        Arguments.of(
            "'ntk' is not known", new String[] {"bench", "-m", "m", "--rope-scaling", "ntk"}),
        Arguments.of(
            "'0.5', expected", new String[] {"bench", "-m", "m", "--rope-scaling", "yarn:0.5"}),
        Arguments.of("A command is missing", new String[] {"admin"}),
        Arguments.of("A command is missing", new String[] {"admin", "key"}),
        Arguments.of("--name", new String[] {"admin", "key", "create"}),
        Arguments.of(
            "total_tokens/day=2000",
            new String[] {"admin", "key", "create", "--name", "x", "--limit", "many"}),
        Arguments.of("--project", new String[] {"admin", "quota", "set", "requests/day=1"}),
        Arguments.of("nothing to measure", new String[] {"bench", "-m", "m", "-p", "0", "-n", "0"}),
        Arguments.of("'x'", new String[] {"generate", "-m", "m", "--prompt", "p", "--seed", "x"}));
  }

  @ParameterizedTest
  @MethodSource("wrongUses")
  void execute_wrongUse_saysWhatIsWrongWithCodeTwo(String expected, String[] arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(expected).doesNotContain("\tat ");
  }

  @Test
  void execute_missingModel_isOneSentenceWithCodeOne() {
    CommandRun run = CommandRun.of("tokenize", "--model", "no/such.gguf");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("no/such.gguf");
  }

  @Test
  void version_always_namesJavaAndVectorUnit() {
    CommandRun run = CommandRun.of("version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("sluice", "java", Runtime.version().toString(), "float lanes");
  }
}
