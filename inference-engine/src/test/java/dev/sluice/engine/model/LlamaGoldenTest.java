package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Logits and greedy ids of llama checkpoints against exact math on the dequantised weights. */
class LlamaGoldenTest {
  /** Limit for an engine that computes in float32 (fixtures' README, Tolerances). */
  private static final float TOLERANCE = 1e-3f;

  static Stream<List<Object>> checkpoints() throws IOException {
    try (Stream<Path> files = Files.walk(Fixtures.folder("gguf"))) {
      return files
          .filter(f -> f.toString().endsWith(".reference.json"))
          .filter(LlamaGoldenTest::isCovered)
          .sorted()
          .flatMap(f -> Stream.of(List.<Object>of("scalar", f), List.<Object>of("vector", f)))
          .toList()
          .stream();
    }
  }

  private static boolean isCovered(Path reference) {
    JsonNode json = Fixtures.json(reference);
    Set<String> types = Set.copyOf(json.get("tensor_types").propertyNames());
    return json.get("general_architecture").asString().equals("llama")
        && !reference.toString().contains("mixtral")
        && types.stream().allMatch(t -> Dequantizer.supports(ElementType.valueOf(t)));
  }

  @Test
  void checkpoints_cover_allElementTypesOfTheFamily() throws IOException {
    Set<String> covered = new java.util.TreeSet<>();
    checkpoints()
        .forEach(
            c ->
                covered.addAll(Fixtures.json((Path) c.get(1)).get("tensor_types").propertyNames()));
    assertThat(covered).contains("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q4_K", "Q6_K");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checkpoints")
  void logits_ofCheckpoint_matchReference(List<Object> checkpoint) {
    String backend = (String) checkpoint.get(0);
    Path reference = (Path) checkpoint.get(1);
    JsonNode json = Fixtures.json(reference);
    Path model = reference.resolveSibling(json.get("file").asString());
    var options = new DecoderOptions(backend, 2, 0, 0, 64, 64);
    try (Decoder decoder = Models.open(model, options)) {
      for (JsonNode prompt : json.get("prompts")) {
        check(decoder, reference, prompt);
      }
    }
  }

  private static void check(Decoder decoder, Path reference, JsonNode prompt) {
    int[] ids = Fixtures.ints(prompt.get("ids"));
    int[] greedy = Fixtures.ints(prompt.get("greedy"));
    int[] all = new int[ids.length + greedy.length - 1];
    System.arraycopy(ids, 0, all, 0, ids.length);
    System.arraycopy(greedy, 0, all, ids.length, greedy.length - 1);
    float[][] rows = Sequences.logits(decoder, all, Sequences.blocks(0, all.length), 0, ids.length);
    for (int k = 0; k < greedy.length; k++) {
      assertThat(Sequences.argmax(rows[ids.length - 1 + k]))
          .as("greedy id %d", k)
          .isEqualTo(greedy[k]);
    }
    JsonNode file = prompt.get("logits");
    if (file != null && Files.exists(reference.resolveSibling(file.asString()))) {
      float[] expected = Fixtures.floats(reference.resolveSibling(file.asString()));
      assertThat(maxDifference(rows, expected)).isLessThan(TOLERANCE);
    }
  }

  private static float maxDifference(float[][] rows, float[] expected) {
    int vocabulary = rows[0].length;
    assertThat(expected).hasSize(rows.length * vocabulary);
    float max = 0;
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < vocabulary; i++) {
        float difference = Math.abs(rows[r][i] - expected[r * vocabulary + i]);
        max = difference <= max ? max : difference;
      }
    }
    return max;
  }

  @ParameterizedTest
  @MethodSource("storyTypes")
  void greedy_ofStories_matchReference(String type) {
    Path reference = Fixtures.resource("models/stories260K-" + type + ".reference.json");
    try (GgufFile file = GgufFile.open(Fixtures.stories(type));
        Decoder decoder = Models.open(file.path(), DecoderOptions.defaults())) {
      for (JsonNode prompt : Fixtures.json(reference).get("prompts")) {
        check(decoder, reference, prompt);
      }
    }
  }

  static Stream<String> storyTypes() {
    return Stream.of("F16", "Q8_0", "Q4_0");
  }
}
