package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.engine.model.Sequences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A real model's logits, compared bit for bit: alone, in a batch, in chunks, after a cached prefix.
 * And its tokens through the whole engine.
 */
class SameBitsTest {
  private static final int BATCH = 8;

  /** The highest block that these tests name themselves. */
  private static final int MAX_BLOCK = 105;

  /** Element types; then experts, ALiBi, capped scores in windows, positions by length. */
  static Stream<Arguments> models() {
    return Stream.of("scalar", "vector")
        .flatMap(
            backend ->
                Stream.of(
                    Arguments.of(backend, Fixtures.stories("F16"), null),
                    Arguments.of(backend, Fixtures.stories("Q8_0"), null),
                    Arguments.of(backend, Fixtures.stories("Q4_0"), null),
                    Arguments.of(backend, Fixtures.folder("tiny").resolve("qwen3-moe"), null),
                    Arguments.of(backend, Fixtures.folder("tiny").resolve("falcon-rw-alibi"), null),
                    Arguments.of(backend, gguf("gemma2-hd"), null),
                    Arguments.of(backend, Fixtures.stories("F16"), "dynamic:4:orig=32")));
  }

  private static Path gguf(String name) {
    return Fixtures.folder("gguf").resolve(name).resolve(name + "-Q8_0.gguf");
  }

  @ParameterizedTest
  @MethodSource("models")
  void logits_aloneInChunksInABatchAndAfterACachedPrefix_areTheSameBits(
      String backend, Path model, String scaling) {
    try (Decoder decoder = open(backend, model, scaling)) {
      int vocabulary = decoder.description().vocabSize();
      int[] ids = Arrays.stream(passage()).limit(77).map(id -> id % vocabulary).toArray();
      float[][] alone = Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, 64);
      for (int chunk : new int[] {1, 2, 3, 7, 16, 33}) {
        int[] blocks = Sequences.blocks(5 + chunk, ids.length);
        assertSameBits(Sequences.logits(decoder, ids, blocks, 0, chunk), alone, 0);
      }
      assertSameBits(inABatch(decoder, ids), alone, 0);
      int[] warm = Sequences.blocks(100, ids.length);
      System.arraycopy(Sequences.blocks(0, 48), 0, warm, 0, 3); // computed by the first run
      assertSameBits(Sequences.logits(decoder, ids, warm, 48, 64), alone, 48);
    }
  }

  /**
   * Logits of the fifth of eight sequences that advance together, each by chunks of its own size.
   */
  private static float[][] inABatch(Decoder decoder, int[] ids) {
    Random random = new Random(9);
    int[][] sequences = new int[BATCH][];
    int[] computed = new int[BATCH];
    for (int s = 0; s < BATCH; s++) {
      sequences[s] = s == 4 ? ids : random.ints(90, 3, 300).toArray();
    }
    ForwardBatch batch = new ForwardBatch(64, BATCH, 64);
    List<float[]> rows = new ArrayList<>();
    while (computed[4] < ids.length) {
      batch.clear();
      for (int s = 0; s < BATCH; s++) {
        batch.addSequence(Sequences.blocks(20 + s * 8, 90), sequences[s].length);
        int end = Math.min(sequences[s].length, computed[s] + 1 + random.nextInt(8));
        while (computed[s] < end) {
          batch.addToken(sequences[s][computed[s]], computed[s]++, s == 4);
        }
      }
      decoder.forward(batch);
      for (int i = 0; i < batch.logitCount(); i++) {
        rows.add(new float[decoder.description().vocabSize()]);
        decoder.logits(i, rows.getLast());
      }
    }
    return rows.toArray(float[][]::new);
  }

  private static void assertSameBits(float[][] actual, float[][] alone, int from) {
    assertThat(actual.length).isEqualTo(alone.length - from);
    for (int i = 0; i < actual.length; i++) {
      for (int id = 0; id < alone[from + i].length; id++) {
        int bits = Float.floatToRawIntBits(actual[i][id]);
        if (bits != Float.floatToRawIntBits(alone[from + i][id])) {
          throw new AssertionError(
              "position %d, token %d: %s instead of %s"
                  .formatted(from + i, id, actual[i][id], alone[from + i][id]));
        }
      }
    }
  }

  /** What the engine says equals the reference, or a lone run, whatever else it is busy with. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void tokens_throughABusyEngine_areThoseOfTheReferenceAndOfALoneRun(String backend) {
    List<JsonNode> prompts = referencePrompts();
    Requests story = sampled(Requests.of(40, Arrays.copyOf(passage(), 50)));
    try (DecodingEngine engine = engine(backend)) {
      Listener alone = submit(engine, story);
      alone.await();
      long cold = engine.load().prefixHitTokens();
      List<Listener> greedy = new ArrayList<>();
      List<Listener> stories = new ArrayList<>();
      for (JsonNode prompt : prompts) {
        greedy.add(submit(engine, greedy(prompt)));
        stories.add(submit(engine, story));
      }
      greedy.forEach(Listener::await);
      stories.forEach(Listener::await);

      for (int i = 0; i < prompts.size(); i++) {
        int[] reference = Fixtures.ints(prompts.get(i).get("greedy"));
        assertThat(greedy.get(i).ids).isEqualTo(Arrays.stream(reference).boxed().toList());
        assertThat(stories.get(i).ids).isEqualTo(alone.ids);
      }
      assertThat(cold).isZero();
      assertThat(engine.load().prefixHitTokens()).isEqualTo(48L * prompts.size());
      assertThat(engine.load().kvBlocksFree()).isEqualTo(engine.load().kvBlocksTotal());
    }
  }

  private static List<JsonNode> referencePrompts() {
    Path reference = Fixtures.resource("models/stories260K-F16.reference.json");
    List<JsonNode> prompts = new ArrayList<>();
    Fixtures.json(reference).get("prompts").forEach(prompts::add);
    return prompts.subList(0, 6);
  }

  private static Requests greedy(JsonNode prompt) {
    return Requests.of(prompt.get("greedy").size(), Fixtures.ints(prompt.get("ids"))).ignoreEos();
  }

  private static Requests sampled(Requests requests) {
    return requests.sampling(Requests.seeded(requests.request().promptIds().length)).ignoreEos();
  }

  private static Listener submit(InferenceEngine engine, Requests requests) {
    Listener listener = new Listener(requests.request());
    engine.submit(requests.request(), listener);
    return listener;
  }

  private static DecodingEngine engine(String backend) {
    Decoder decoder = open(backend, Fixtures.stories("F16"), null);
    return new DecodingEngine(decoder, new ByteTokenizer(), "stories", 16, 100_000, "pod").start();
  }

  private static Decoder open(String backend, Path model, String scaling) {
    var options =
        new DecoderOptions(backend, 2, 256, 0, 64, 64).withRopeScaling(RopeOverride.parse(scaling));
    Decoder decoder = Models.open(model, options);
    assertThat(decoder.blockCount()).isGreaterThan(MAX_BLOCK);
    return decoder;
  }

  private static int[] passage() {
    Path reference = Fixtures.resource("models/stories260K-F16.reference.json");
    return Fixtures.ints(Fixtures.json(reference).get("passage").get("ids"));
  }
}
