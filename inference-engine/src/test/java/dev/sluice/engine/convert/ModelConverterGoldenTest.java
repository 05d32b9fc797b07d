package dev.sluice.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.Sequences;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Converted models run, and lose no more than those that llama-quantize writes. */
class ModelConverterGoldenTest {
  private static final Path LLAMA = Fixtures.resource("golden/gguf/llama-256");
  private static final Path STORIES = Fixtures.resource("models/stories260K");

  /** Random weights make chaotic models: two equally good files differ by some percent. */
  private static final double SLACK = 1.1;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void logits_ofConvertedLlama_areAsNearAsAfterLlamaQuantize(TargetType target) {
    Path source = LLAMA.resolve("llama-256-Q6_K.gguf");
    JsonNode prompts = Fixtures.json(LLAMA.resolve("llama-256-Q6_K.reference.json")).get("prompts");
    int[] ids = Fixtures.ints(prompts.get(0).get("ids"));
    float[][] converted = logits(convert(source, target), ids);
    double limit =
        Fixtures.json(Fixtures.resource("golden/quantize/index.json"))
            .get("logits")
            .get(target.name())
            .asDouble();
    assertThat(distance(logits(source, ids), converted)).isLessThanOrEqualTo(SLACK * limit);
  }

  @Test
  void logits_ofConvertedCheckpoint_keepEveryBit() {
    int[] ids = {1, 403, 407, 261, 378, 31, 338};
    float[][] expected = logits(STORIES, ids);
    float[][] converted = logits(convert(STORIES, TargetType.F32), ids);
    for (int p = 0; p < ids.length; p++) {
      assertThat(converted[p]).isEqualTo(expected[p]);
    }
  }

  @Test
  void tokenizer_ofConvertedCheckpoint_encodesAlike() {
    String text = "Once upon a time, Zoë  found 12 €\n";
    Path out = convert(STORIES, TargetType.Q8_0);
    try (Tokenizer before = Tokenizers.open(STORIES);
        Tokenizer after = Tokenizers.open(out)) {
      int[] ids = after.encode(text, true);
      assertThat(ids).isEqualTo(before.encode(text, true));
      assertThat(after.vocabulary().size()).isEqualTo(before.vocabulary().size());
    }
  }

  private Path convert(Path source, TargetType target) {
    Path out = folder.resolve(target + ".gguf");
    ModelConverter.convert(source, out, target, false, 2, (done, total) -> {});
    return out;
  }

  private static float[][] logits(Path model, int[] ids) {
    var options = new DecoderOptions("vector", 2, 128, 0, 64, 64);
    try (Decoder decoder = Models.open(model, options)) {
      return Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, ids.length);
    }
  }

  private static double distance(float[][] expected, float[][] actual) {
    double differences = 0;
    double squares = 0;
    for (int p = 0; p < expected.length; p++) {
      for (int i = 0; i < expected[p].length; i++) {
        double difference = (double) actual[p][i] - expected[p][i];
        differences += difference * difference;
        squares += (double) expected[p][i] * expected[p][i];
      }
    }
    return Math.sqrt(differences / squares);
  }
}
