package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DryRunTest {
  /** Per allocation, for alignment and for loads past the end; a model here has under 150. */
  private static final long SLACK_BYTES = 150 * 320;

  static Stream<Arguments> modelsAndBackends() {
    return Stream.of(
            Fixtures.stories("F16"),
            Fixtures.stories("Q8_0"),
            Fixtures.stories("Q4_0"),
            Fixtures.resource("models/stories260K"))
        .flatMap(model -> Stream.of("scalar", "vector").map(name -> Arguments.of(model, name)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndBackends")
  void of_model_countsWhatTheBackendTakes(Path model, String name) {
    DecoderOptions options = new DecoderOptions(name, 1, 512, 0, 256, 64);
    BackendProvider provider = Backends.choose(name).provider();
    try (WeightStore store = Models.openWeights(model)) {
      DecoderSpec spec = Models.spec(store, options);
      DryRun dry = DryRun.of(spec, store, provider, 32, options);
      try (ComputeBackend backend = provider.open(1)) {
        new TransformerDecoder(null, spec, store, backend, 32, options);
        Map<String, Long> taken = backend.ledger().balance();
        assertClose(dry.weights(), taken.get("weights") + taken.get(WeightLoader.TAG));
        assertClose(dry.keysAndValues(), taken.get("kv-keys") + taken.get("kv-values"));
        assertClose(dry.activations(), taken.get("activations") + taken.get("logits"));
      }
    }
  }

  private static void assertClose(long counted, long taken) {
    assertThat(counted).isBetween(taken - SLACK_BYTES, taken);
  }
}
