package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.engine.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Models with weights of four to six bits on the backend that rounds activations to eight bits,
 * against exact math: within the limits that the golden set gives for such engines, and the same
 * bits however a token is computed.
 */
class RoundedActivationsTest {
  private static final Set<String> ROUNDED = Set.of("Q4_0", "Q4_1", "Q4_K", "Q5_0", "Q6_K");
  private static final DecoderOptions OPTIONS =
      new DecoderOptions("vector-int8", 2, 0, 0, 128, 128);

  static Stream<GoldenCase> models() {
    return GoldenCase.all().stream().filter(RoundedActivationsTest::hasFewBits);
  }

  private static boolean hasFewBits(GoldenCase golden) {
    JsonNode types = Fixtures.json(golden.reference()).path("tensor_types");
    return types.propertyNames().stream().anyMatch(ROUNDED::contains);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void logits_ofModel_areCloseToExactOnes(GoldenCase golden) {
    int steps = 0;
    int agreements = 0;
    try (Decoder decoder = Models.open(golden.model(), OPTIONS)) {
      for (JsonNode prompt : golden.prompts()) {
        int[] all = forced(prompt);
        int length = prompt.get("ids").size();
        float[][] rows = rows(decoder, all, all.length);
        for (int k = 0; k < prompt.get("greedy").size(); k++) {
          boolean agrees =
              Sequences.argmax(rows[length - 1 + k]) == prompt.get("greedy").get(k).asInt();
          steps++;
          agreements += agrees ? 1 : 0;
          assertThat(agrees || prompt.get("greedy_gaps").get(k).asDouble() < 0.5)
              .as("%s, step %d", prompt.get("name"), k)
              .isTrue();
        }
        Path logits = golden.reference().resolveSibling(prompt.path("logits").asString(""));
        if (Files.isRegularFile(logits)) {
          double limit = 0.02 * prompt.get("logits_abs_max").asDouble();
          assertThat(rootMeanSquare(rows, Fixtures.floats(logits))).isPositive().isLessThan(limit);
        }
      }
    }
    assertThat(agreements).isGreaterThanOrEqualTo(steps * 9 / 10);
  }

  @Test
  void models_cover_theFormsOfFewBits() {
    List<String> names = models().map(GoldenCase::name).toList();
    assertThat(names).anyMatch(n -> n.contains("Q4_0")).anyMatch(n -> n.contains("Q4_1"));
    assertThat(names).anyMatch(n -> n.contains("Q4_K"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void logits_inAnyBatch_haveTheSameBits(GoldenCase golden) {
    try (Decoder decoder = Models.open(golden.model(), OPTIONS)) {
      int[] all = forced(golden.prompts().getLast());
      float[][] together = rows(decoder, all, all.length);
      for (int chunk : new int[] {1, 5, 16}) {
        assertThat(Arrays.deepEquals(rows(decoder, all, chunk), together)).isTrue();
      }
    }
  }

  @Test
  void loss_ofStories_isCloseToTheExactOne() {
    JsonNode passage =
        Fixtures.json(Fixtures.resource("models/stories260K-Q4_0.reference.json")).get("passage");
    int[] ids = Fixtures.ints(passage.get("ids"));
    double sum = 0;
    try (Decoder decoder = Models.open(Fixtures.stories("Q4_0"), OPTIONS)) {
      float[][] rows = rows(decoder, ids, ids.length);
      for (int i = 0; i + 1 < ids.length; i++) {
        sum += loss(rows[i], ids[i + 1]);
      }
    }
    double exact = passage.get("mean_nll").asDouble();
    assertThat(sum / (ids.length - 1)).isCloseTo(exact, within(0.005 * exact));
  }

  private static int[] forced(JsonNode prompt) {
    int[] ids = Fixtures.ints(prompt.get("ids"));
    int[] greedy = Fixtures.ints(prompt.get("greedy"));
    int[] all = Arrays.copyOf(ids, ids.length + greedy.length - 1);
    System.arraycopy(greedy, 0, all, ids.length, greedy.length - 1);
    return all;
  }

  private static float[][] rows(Decoder decoder, int[] ids, int chunk) {
    return Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, chunk);
  }

  private static double rootMeanSquare(float[][] rows, float[] expected) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = rows[i / rows[0].length][i % rows[0].length] - expected[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum / expected.length);
  }

  private static double loss(float[] row, int id) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum) - row[id];
  }
}
