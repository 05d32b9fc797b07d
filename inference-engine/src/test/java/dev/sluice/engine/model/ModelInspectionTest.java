package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.weights.StoredTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInspectionTest {
  private static final DecoderOptions OPTIONS = new DecoderOptions("vector", 1, 0, 0, 256, 64);

  @TempDir Path folder;

  /** The figures of llama2.c's stories260K: 260,032 parameters with a shared classifier. */
  @Test
  void inspect_stories_knowsItsStructure() {
    ModelReport report = inspect(Fixtures.stories("Q8_0"));
    assertThat(report.problem()).isNull();
    assertThat(report.format()).isEqualTo("GGUF");
    assertThat(report.architecture()).isEqualTo("llama");
    assertThat(report.parameters()).isEqualTo(260_032);
    assertThat(report.types()).extracting(StoredTypes.Count::type).contains("F32", "Q8_0");
    ModelReport.Structure structure = report.structure();
    assertThat(structure.layers()).isEqualTo(5);
    assertThat(structure.hidden()).isEqualTo(64);
    assertThat(structure.heads()).isEqualTo(8);
    assertThat(structure.kvHeads()).isEqualTo(4);
    assertThat(structure.headDim()).isEqualTo(8);
    assertThat(structure.vocabulary()).isEqualTo(512);
    assertThat(structure.context()).isEqualTo(512);
    assertThat(structure.feedForward())
        .containsExactly(new ModelReport.Network(5, "gated", 172, "silu", 0, 0));
    assertThat(structure.ropes())
        .containsExactly(new ModelReport.Rope("none", 1, 512, 10_000, 8, true));
  }

  @Test
  void inspect_folder_saysTheSameAsTheGgufFile() {
    ModelReport gguf = inspect(Fixtures.stories("F16"));
    ModelReport report = inspect(Fixtures.resource("models/stories260K"));
    assertThat(report.problem()).isNull();
    assertThat(report.format()).isEqualTo("safetensors");
    assertThat(report.structure()).isEqualTo(gguf.structure());
    assertThat(report.parameters()).isEqualTo(gguf.parameters());
    assertThat(report.types()).extracting(StoredTypes.Count::type).containsExactly("F32");
    assertThat(report.files()).extracting(ModelReport.StoredFile::name).contains("config.json");
  }

  @Test
  void inspect_moreTokens_takeMoreCacheOnly() {
    ModelReport.Memory one = inspect(Fixtures.stories("F16")).memory();
    DecoderOptions shorter = OPTIONS.withContext(128);
    ModelReport.Memory four = ModelInspection.inspect(Fixtures.stories("F16"), shorter, 8).memory();
    assertThat(one.keysAndValues()).isEqualTo(512L * 5 * 2 * 4 * 8 * Float.BYTES);
    assertThat(four.keysAndValues()).isEqualTo(2 * one.keysAndValues());
    assertThat(four.weights()).isEqualTo(one.weights());
    assertThat(four.total()).isEqualTo(one.total() + one.keysAndValues());
  }

  @Test
  void inspect_otherRopeScaling_stretchesTheContext() {
    DecoderOptions stretched = OPTIONS.withRopeScaling(RopeOverride.parse("linear:4"));
    ModelReport report = ModelInspection.inspect(Fixtures.stories("F16"), stretched, 1);
    assertThat(report.structure().context()).isEqualTo(2048);
    assertThat(report.structure().ropes())
        .containsExactly(new ModelReport.Rope("linear", 4, 512, 10_000, 8, true));
  }

  @Test
  void inspect_unknownArchitecture_saysItAndWhatIsStored() throws IOException {
    ModelReport report = inspect(patched("llama", "mamba"));
    assertThat(report.problem()).contains("architecture 'mamba' is not supported");
    assertThat(report.architecture()).isEqualTo("mamba");
    assertThat(report.parameters()).isEqualTo(260_032);
    assertThat(report.settings()).containsEntry("llama.block_count", 5L);
    assertThat(report.structure()).isNull();
  }

  @Test
  void inspect_missingTensor_namesItAndKnowsTheStructure() throws IOException {
    ModelReport report = inspect(patched("blk.3.ffn_down.weight", "blk.3.ffn_gone.weight"));
    assertThat(report.problem()).contains("no tensor 'blk.3.ffn_down.weight'");
    assertThat(report.structure().layers()).isEqualTo(5);
    assertThat(report.memory()).isNull();
  }

  @Test
  void inspect_unsupportedType_namesTensorAndType() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.stories("F16"));
    String name = "blk.0.attn_q.weight";
    int dimensions = indexOf(bytes, name) + name.length();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(dimensions + 4 + 16, 999);
    ModelReport report = inspect(write(bytes));
    assertThat(report.problem()).contains("'" + name + "'").contains("number 999");
    assertThat(report.types()).extracting(StoredTypes.Count::type).contains("number 999", "F16");
    assertThat(report.architecture()).isEqualTo("llama");
  }

  @Test
  void inspect_cutFile_namesTheTensorAndKnowsTheHeader() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.stories("F16"));
    ModelReport report = inspect(write(Arrays.copyOf(whole, whole.length - 5_000)));
    assertThat(report.problem()).contains("cut or damaged");
    assertThat(report.parameters()).isEqualTo(260_032);
    assertThat(report.settings()).containsEntry("llama.block_count", 5L);
    ModelReport header = inspect(write(Arrays.copyOf(whole, 100)));
    assertThat(header.problem()).contains("not a usable GGUF file");
    assertThat(header.files()).extracting(ModelReport.StoredFile::bytes).containsExactly(100L);
  }

  @Test
  void inspect_folderOfAnUnknownKind_saysItAndWhatIsStored() throws IOException {
    try (Stream<Path> files = Files.list(Fixtures.resource("models/stories260K"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("\"model_type\": *\"llama\"", "\"model_type\": \"bert\""));
    ModelReport report = inspect(folder);
    assertThat(report.problem()).contains("model_type 'bert' is not supported");
    assertThat(report.architecture()).isEqualTo("bert");
    assertThat(report.parameters()).isEqualTo(260_032);
    assertThat(report.settings()).containsKey("num_hidden_layers");
  }

  @Test
  void inspect_foreignFile_saysSo() throws IOException {
    ModelReport report = inspect(write("hello".getBytes(StandardCharsets.UTF_8)));
    assertThat(report.problem()).contains("is not a GGUF file");
    assertThat(report.canBeServed()).isFalse();
    assertThat(inspect(folder.resolve("absent")).problem()).contains("there is no model at");
  }

  private static ModelReport inspect(Path model) {
    return ModelInspection.inspect(model, OPTIONS, 1);
  }

  /** stories260K with the first occurrence of a text replaced by another one of its length. */
  private Path patched(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.stories("F16"));
    byte[] value = to.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(value, 0, bytes, indexOf(bytes, from), value.length);
    return write(bytes);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.gguf"), bytes);
  }
}
