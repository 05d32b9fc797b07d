package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.TestBackends;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Logits and greedy ids of every family and format against transformers (checkpoints) and against
 * exact math on the dequantised weights (GGUF files). The long prompts go through the key/value
 * cache: the prompt in one step, then a token at a time.
 */
@BackendTest
class FamilyGoldenTest {
  private static final FidelityReport REPORT = new FidelityReport();

  static Stream<Arguments> models() {
    return GoldenCase.all().stream()
        .flatMap(c -> TestBackends.names().map(backend -> Arguments.of(backend, c)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("models")
  void logits_ofModel_matchReference(String backend, GoldenCase golden) {
    GoldenResult result = new GoldenResult();
    var options = new DecoderOptions(backend, 2, 0, 0, 128, 128);
    ModelDescription description;
    try (Decoder decoder = Models.open(golden.model(), options)) {
      for (JsonNode prompt : golden.prompts()) {
        result.add(decoder, golden.reference(), prompt);
      }
      description = decoder.description();
    }
    REPORT.add(golden, description, backend, result);
    assertThat(result.maxDifference).isLessThan(golden.tolerance());
    assertThat(result.agreements).isEqualTo(result.steps);
  }

  @Test
  void models_cover_allElementTypesOfGguf() {
    Set<String> covered = new TreeSet<>();
    GoldenCase.all().stream()
        .filter(c -> c.format().equals("gguf"))
        .forEach(
            c -> covered.addAll(Fixtures.json(c.reference()).get("tensor_types").propertyNames()));
    assertThat(covered).contains("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q4_K", "Q6_K");
  }

  @ParameterizedTest
  @MethodSource("stories")
  void greedy_ofStories_matchReference(List<Path> modelAndReference) {
    GoldenResult result = new GoldenResult();
    TestBackends.names(); // so that "auto" finds the device
    try (Decoder decoder = Models.open(modelAndReference.get(0), DecoderOptions.defaults())) {
      for (JsonNode prompt : Fixtures.json(modelAndReference.get(1)).get("prompts")) {
        result.add(decoder, modelAndReference.get(1), prompt);
        if (TestBackends.isEmulated()) {
          break; // 128 tokens take seconds there
        }
      }
    }
    assertThat(result.agreements).isEqualTo(result.steps);
    assertThat(result.maxDifference).isLessThan(1e-3f);
  }

  static Stream<List<Path>> stories() {
    Stream<List<Path>> ggufs =
        Stream.of("F16", "Q8_0", "Q4_0")
            .map(
                type ->
                    List.of(
                        Fixtures.stories(type),
                        Fixtures.resource("models/stories260K-" + type + ".reference.json")));
    Path checkpoint = Fixtures.resource("models/stories260K");
    return Stream.concat(
        ggufs, Stream.of(List.of(checkpoint, checkpoint.resolve("reference.json"))));
  }

  @AfterAll
  static void report_ofTheCompleteSet_isWritten() throws IOException {
    if (Fixtures.isComplete() && REPORT.size() == 2 * GoldenCase.all().size()) {
      REPORT.write(Path.of("..", "docs", "fidelity.md"));
    }
  }
}
