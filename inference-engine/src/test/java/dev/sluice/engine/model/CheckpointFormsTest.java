package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.weights.Safetensors;
import dev.sluice.engine.weights.Safetensors.Content;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.WeightStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same checkpoint in its different forms: layouts of config.json, shards, 16-bit types. */
class CheckpointFormsTest {
  private static final DecoderOptions OPTIONS =
      new DecoderOptions("vector", 2, 128, 4_000_000, 32, 32);

  @TempDir Path folder;

  static Stream<GoldenCase> checkpoints() {
    return GoldenCase.all().stream().filter(c -> c.format().equals("safetensors"));
  }

  /** The layout of transformers 5 with all keys, and that of the hub with defaults left out. */
  @ParameterizedTest
  @MethodSource("checkpoints")
  void config_inEitherLayout_meansTheSameSettings(GoldenCase golden) throws IOException {
    copy(golden.model());
    try (WeightStore hub = Models.openWeights(golden.model())) {
      Files.copy(golden.model().resolve("config.v5.json"), folder.resolve("config.json"));
      try (WeightStore five = Models.openWeights(folder)) {
        assertThat(comparable(five.settings())).isEqualTo(comparable(hub.settings()));
        assertThat(List.copyOf(five.tensors())).isEqualTo(List.copyOf(hub.tensors()));
      }
    }
  }

  private static Map<String, String> comparable(Settings settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    settings
        .values()
        .forEach(
            (key, value) ->
                texts.put(
                    key,
                    value instanceof long[] array ? Arrays.toString(array) : value.toString()));
    texts.remove("falcon.context_length"); // hub files of Falcon do not say it
    return texts;
  }

  @Test
  void shards_ofACheckpoint_giveTheSameBits() throws IOException {
    Path whole = Fixtures.resource("models/stories260K");
    Map<String, Content> tensors = Safetensors.read(whole.resolve("model.safetensors"));
    Files.copy(whole.resolve("config.json"), folder.resolve("config.json"));
    Map<String, Content> first = new LinkedHashMap<>();
    Map<String, Content> second = new LinkedHashMap<>();
    StringBuilder index = new StringBuilder("{\"metadata\":{},\"weight_map\":{");
    for (Map.Entry<String, Content> entry : tensors.entrySet()) {
      boolean isFirst = first.size() <= second.size();
      (isFirst ? first : second).put(entry.getKey(), entry.getValue());
      index.append(index.charAt(index.length() - 1) == '{' ? "" : ",");
      index.append("\"%s\":\"%s.safetensors\"".formatted(entry.getKey(), isFirst ? "a" : "b"));
    }
    Files.writeString(folder.resolve("model.safetensors.index.json"), index + "}}");
    Safetensors.write(folder.resolve("a.safetensors"), first);
    assertThatThrownBy(() -> Models.openWeights(folder)).hasMessageContaining("b.safetensors");
    Safetensors.write(folder.resolve("b.safetensors"), second);
    assertThat(logits(folder)).isEqualTo(logits(whole));
  }

  /** 16-bit weights are exact numbers: widening them in the file changes nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"F16", "BF16"})
  void weights_in16Bit_computeAsTheirWidenedValues(String type) throws IOException {
    Path source = Fixtures.resource("models/stories260K");
    Map<String, Content> narrow = new LinkedHashMap<>();
    Map<String, Content> wide = new LinkedHashMap<>();
    Safetensors.read(source.resolve("model.safetensors"))
        .forEach((name, content) -> narrow.put(name, content.as(type)));
    narrow.forEach((name, content) -> wide.put(name, content.widened()));
    Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
    Safetensors.write(folder.resolve("model.safetensors"), narrow);
    float[][] narrowLogits = logits(folder);
    Safetensors.write(folder.resolve("model.safetensors"), wide);
    float[][] wideLogits = logits(folder);
    for (int row = 0; row < wideLogits.length; row++) {
      assertThat(narrowLogits[row])
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(wideLogits[row]);
    }
  }

  private static float[][] logits(Path model) {
    int[] ids = {1, 403, 407, 261, 378};
    try (Decoder decoder = Models.open(model, OPTIONS)) {
      return Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, ids.length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'model_type':'bert'~model_type 'bert' is not supported",
        "'hidden_act':'mish'~'hidden_act' is 'mish'",
        "'quantization_config':{'quant_method':'gptq'}~quant_method \"gptq\"",
        "'rope_scaling':{'rope_type':'mrope'}~rope type 'mrope' is not supported",
        "'num_attention_heads':0~'num_attention_heads' is 0",
        "'num_attention_heads':1000000000~'num_attention_heads' is 1000000000",
        "'hidden_size':'many'~'hidden_size' is \"many\"",
        "'num_hidden_layers':6~has no tensor 'model.layers.5.",
        "'hidden_size':80~settings ask for 80"
      })
  void config_thatIsNotSupported_isRefusedWithAReason(String change) throws IOException {
    Path source = Fixtures.resource("models/stories260K");
    String[] parts = change.split("~");
    parts[0] = parts[0].replace('\'', '"');
    String config = Files.readString(source.resolve("config.json"));
    String key = parts[0].substring(0, parts[0].indexOf(':'));
    String without = config.replaceAll(key + "\\s*:\\s*(\"[^\"]*\"|[^,}\\]]+),?", "");
    Files.writeString(
        folder.resolve("config.json"), without.replaceFirst("\\{", "{" + parts[0] + ","));
    Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> Models.open(folder, OPTIONS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(parts[1]);
  }

  private void copy(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }
}
