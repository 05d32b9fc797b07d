package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.RopeOverride;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guessing tokens ahead changes how many steps a real model takes, and nothing that it says. */
class SpeculationTest {
  private static final int OUTPUT = 60;
  private static final int VARIANTS = 24;

  /** Dense weights, experts, and positions that depend on the length. */
  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("vector", Fixtures.stories("Q8_0"), null),
        Arguments.of("scalar", Fixtures.stories("F16"), null),
        Arguments.of("vector", Fixtures.folder("tiny").resolve("qwen3-moe"), null),
        Arguments.of("vector", Fixtures.stories("F16"), "dynamic:4:orig=64"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void streams_withAndWithoutGuesses_sayTheSame(String backend, Path model, String scaling) {
    List<Listener> plain;
    List<Listener> alone = new ArrayList<>();
    List<Listener> together;
    try (DecodingEngine engine = engine(backend, model, scaling, 0)) {
      plain = together(engine);
      assertThat(engine.speculation()).isEqualTo(Speculation.NONE);
    }
    try (DecodingEngine engine = engine(backend, model, scaling, 8)) {
      for (int i = 0; i < VARIANTS; i++) {
        alone.add(submit(engine, variant(engine, i)));
        alone.getLast().await();
      }
      long accepted = engine.speculation().acceptedTokens();
      together = together(engine);

      assertThat(accepted).as("right guesses").isPositive();
      assertThat(engine.speculation().draftTokens())
          .as("wrong guesses")
          .isGreaterThan(engine.speculation().acceptedTokens());
      assertThat(engine.load().kvBlocksFree()).isEqualTo(engine.load().kvBlocksTotal());
    }
    for (int i = 0; i < VARIANTS; i++) {
      assertSame(alone.get(i), plain.get(i));
      assertSame(together.get(i), plain.get(i));
    }
  }

  private static void assertSame(Listener actual, Listener expected) {
    assertThat(actual.ids).isEqualTo(expected.ids);
    assertThat(actual.text.toString()).isEqualTo(expected.text.toString());
    assertThat(actual.logprobs).isEqualTo(expected.logprobs);
    assertThat(actual.end.finishReason()).isEqualTo(expected.end.finishReason());
    assertThat(actual.end.stopReason()).isEqualTo(expected.end.stopReason());
    assertThat(actual.end.usage().outputTokens()).isEqualTo(expected.end.usage().outputTokens());
  }

  private static List<Listener> together(DecodingEngine engine) {
    List<Listener> listeners =
        IntStream.range(0, VARIANTS).mapToObj(i -> submit(engine, variant(engine, i))).toList();
    listeners.forEach(Listener::await);
    return listeners;
  }

  private static Listener submit(DecodingEngine engine, Requests requests) {
    Listener listener = new Listener(requests.request());
    engine.submit(requests.request(), listener);
    return listener;
  }

  /** Prompts that repeat themselves, with each way of choosing, stopping and reporting. */
  private static Requests variant(DecodingEngine engine, int i) {
    int vocabulary = engine.model().vocabSize();
    int[] phrase = Arrays.copyOfRange(passage(), i, i + 6 + i % 3);
    int[] prompt =
        IntStream.range(0, 40).map(at -> phrase[at % phrase.length] % vocabulary).toArray();
    Requests requests = Requests.of(OUTPUT, prompt).sampling(sampling(i));
    if (i % 4 != 1) {
      requests = requests.ignoreEos();
    }
    if (i % 3 == 1) {
      requests = requests.stop("e", "\ufffd\ufffd\ufffd\ufffd");
    }
    if (i % 5 == 2) {
      requests = requests.stopTokens(phrase[2] % vocabulary);
    }
    return i % 2 == 0 ? requests.logprobs(2, i % 6 == 0 ? 1 : null) : requests;
  }

  private static SamplingSpec sampling(int i) {
    return switch (i % 4) {
      case 0 -> SamplingSpec.greedy();
      case 1 -> new SamplingSpec(0.3f, 0, 1, 0, 1, 0, 0, Map.of(), i);
      case 2 -> new SamplingSpec(0.7f, 0, 0.9f, 0, 1.05f, 0.1f, 0.1f, Map.of(65, 1f), i);
      default -> Requests.seeded(i);
    };
  }

  private static DecodingEngine engine(String backend, Path model, String scaling, int drafts) {
    DecoderOptions options =
        new DecoderOptions(backend, 2, 128, 0, 64, 64).withRopeScaling(RopeOverride.parse(scaling));
    Decoder decoder = Models.open(model, options);
    Batching batching = new Batching(16, 100_000, 16, drafts);
    return new DecodingEngine(decoder, new ByteTokenizer(), "m", batching, "pod").start();
  }

  private static int[] passage() {
    Path reference = Fixtures.resource("models/stories260K-F16.reference.json");
    return Fixtures.ints(Fixtures.json(reference).get("passage").get("ids"));
  }
}
