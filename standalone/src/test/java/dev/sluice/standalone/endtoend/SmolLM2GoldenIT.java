package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateEvent.Kind;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.standalone.measure.PerplexityResult;
import dev.sluice.standalone.measure.SlidingPerplexity;
import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.ModelFetcher;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The default model, fetched as {@code up} fetches it, against references made in float32 by
 * another implementation. All prompts run at the same time, so this also shows that a batch changes
 * nothing.
 */
class SmolLM2GoldenIT {
  /** Where the two likeliest tokens are closer than this, float32 may take either. */
  private static final double SAFE_MARGIN = 0.01;

  private static final JsonNode PROMPTS = Golden.read("smollm2-135m-instruct.json").path("prompts");
  private static Path model;

  @BeforeAll
  static void fetch() throws Exception {
    String data = System.getenv("SLUICE_DATA");
    Path folder =
        data == null || data.isBlank()
            ? Path.of(System.getProperty("user.home"), ".sluice")
            : Path.of(data);
    Console console = new Console(System.in, System.out, System.err, false);
    model =
        ModelFetcher.of(ModelStore.of(folder, System.getenv()), System.getenv(), console)
            .fetch(Catalogue.bundled().get(Catalogue.DEFAULT_MODEL), false);
  }

  static Stream<JsonNode> prompts() {
    return PROMPTS.valueStream();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void tokenizer_prompt_rendersAndEncodesAsTheReference(JsonNode prompt) {
    try (Tokenizer tokenizer = Tokenizers.open(model)) {
      if (prompt.path("messages").isArray()) {
        assertThat(tokenizer.chatTemplate().orElseThrow().render(variables(prompt)))
            .isEqualTo(prompt.path("prompt").stringValue());
      }
      assertThat(tokenizer.encode(prompt.path("prompt").stringValue(), false))
          .isEqualTo(ints(prompt.path("ids")));
    }
  }

  @Test
  void generate_allPromptsAtOnce_giveTheReferenceIds() {
    assertThat(PROMPTS.size()).isGreaterThanOrEqualTo(20);
    List<CompletableFuture<int[]>> outputs = new ArrayList<>();
    try (InferenceEngine engine = Engines.start(settings())) {
      for (JsonNode prompt : PROMPTS) {
        outputs.add(submit(engine, prompt));
      }
      for (int i = 0; i < outputs.size(); i++) {
        assertSameUpToMargins(PROMPTS.get(i), outputs.get(i).join());
      }
    }
  }

  static Stream<JsonNode> passages() {
    return Golden.read("smollm2-135m-instruct.json").path("passages").valueStream();
  }

  @ParameterizedTest
  @MethodSource("passages")
  void perplexity_passage_hasTheMeanLossOfTheReference(JsonNode passage) {
    int[] ids = ints(passage.path("ids"));
    try (Decoder decoder = Models.open(model, new DecoderOptions("auto", 0, 512, 0, 256, 64))) {
      PerplexityResult result =
          new SlidingPerplexity(decoder).measure(ids, 512, 512, (done, total) -> {});
      assertThat(result.meanLoss()).isCloseTo(passage.path("mean_nll").doubleValue(), within(1e-4));
    }
  }

  private static CompletableFuture<int[]> submit(InferenceEngine engine, JsonNode prompt) {
    CompletableFuture<int[]> output = new CompletableFuture<>();
    IntStream.Builder ids = IntStream.builder();
    engine.submit(
        request(prompt),
        event -> {
          IntStream.of(event.ids()).forEach(ids::add);
          finish(event, ids, output);
        });
    return output;
  }

  private static void finish(
      GenerateEvent event, IntStream.Builder ids, CompletableFuture<int[]> output) {
    if (event.kind() == Kind.END) {
      output.complete(ids.build().toArray());
    } else if (event.kind() == Kind.ERROR) {
      output.completeExceptionally(new AssertionError(event.error().message()));
    }
  }

  private static GenerateRequest request(JsonNode prompt) {
    int[] ids = ints(prompt.path("ids"));
    int count = prompt.path("greedy").size();
    return new GenerateRequest(
        prompt.path("prompt").stringValue(),
        null,
        ids,
        0,
        count,
        null,
        null,
        null,
        false,
        null,
        null,
        null,
        0,
        null);
  }

  private static void assertSameUpToMargins(JsonNode prompt, int[] actual) {
    int[] expected = ints(prompt.path("greedy"));
    for (int i = 0; i < expected.length; i++) {
      boolean isSame = i < actual.length && actual[i] == expected[i];
      if (!isSame) {
        assertThat(prompt.path("greedy_gaps").get(i).doubleValue())
            .as("token %d after %s", i, prompt.path("prompt"))
            .isLessThanOrEqualTo(SAFE_MARGIN);
        return;
      }
    }
    assertThat(actual).hasSameSizeAs(expected);
  }

  private static EngineSettings settings() {
    DecoderOptions decoder = new DecoderOptions("auto", 0, 0, 0, 256, 64);
    return new EngineSettings(model, null, decoder, PROMPTS.size(), 1 << 20, "golden");
  }

  private static Map<String, Object> variables(JsonNode prompt) {
    Map<String, Object> variables = new HashMap<>();
    variables.put(
        "messages",
        JsonMapper.shared()
            .convertValue(prompt.path("messages"), new TypeReference<List<Object>>() {}));
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", "<|im_start|>");
    variables.put("eos_token", "<|im_end|>");
    return variables;
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
