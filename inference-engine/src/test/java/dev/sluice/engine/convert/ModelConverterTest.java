package dev.sluice.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufTensor;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConverterTest {
  private static final Path SOURCE = Fixtures.resource("golden/gguf/llama-256/llama-256-Q6_K.gguf");
  private static final Path SMALL =
      Fixtures.resource("golden/gguf/llama-rope-linear/llama-rope-linear-F16.gguf");

  @TempDir Path folder;

  @Test
  void convert_toQ4_keepsMetadataAndOrderAndSaysTheType() {
    Path out = folder.resolve("out.gguf");
    Conversion written = convert(SOURCE, out, TargetType.Q4_0);
    assertThat(written.tensors())
        .containsEntry(ElementType.Q4_0, 15)
        .containsEntry(ElementType.Q6_K, 1)
        .containsEntry(ElementType.F32, 5);
    assertThat(written.bytes()).isEqualTo(out.toFile().length());
    try (GgufFile before = GgufFile.open(SOURCE);
        GgufFile after = GgufFile.open(out)) {
      assertThat(after.integer("general.file_type", -1)).isEqualTo(2);
      assertThat(after.integer("general.quantization_version", -1)).isEqualTo(2);
      before.metadata().keySet().stream()
          .filter(key -> !key.equals("general.file_type"))
          .forEach(
              key ->
                  assertThat(after.storedValue(key).mismatch(before.storedValue(key)))
                      .as(key)
                      .isEqualTo(-1));
      assertThat(after.tensors().keySet()).containsExactlyElementsOf(before.tensors().keySet());
      for (GgufTensor tensor : after.tensors().values()) {
        assertThat(tensor.offset() % 32).isZero();
        assertThat(tensor.dimensions()).isEqualTo(before.tensors().get(tensor.name()).dimensions());
      }
    }
  }

  @Test
  void convert_byOneOrManyThreads_givesTheSameBytes() throws IOException {
    Path one = folder.resolve("one.gguf");
    Path many = folder.resolve("many.gguf");
    ModelConverter.convert(SOURCE, one, TargetType.Q4_K_M, false, 1, (done, total) -> {});
    ModelConverter.convert(SOURCE, many, TargetType.Q4_K_M, false, 7, (done, total) -> {});
    assertThat(Files.mismatch(one, many)).isEqualTo(-1);
  }

  @Test
  void convert_toTheSameType_givesTheSameTensors() throws IOException {
    Path first = folder.resolve("first.gguf");
    Path second = folder.resolve("second.gguf");
    convert(SOURCE, first, TargetType.Q5_K_S);
    convert(first, second, TargetType.Q5_K_S);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void convert_quantisedFile_saysThatValuesAreRoundedTwice() {
    Path first = folder.resolve("first.gguf");
    assertThat(convert(SMALL, first, TargetType.Q8_0).requantized()).isFalse();
    Conversion second = convert(first, folder.resolve("second.gguf"), TargetType.Q4_0);
    assertThat(second.requantized()).isTrue();
    Conversion widened = convert(first, folder.resolve("wide.gguf"), TargetType.F32);
    assertThat(widened.requantized()).isFalse();
  }

  @Test
  void convert_progress_endsAtItsTotal() {
    List<Long> left = new ArrayList<>();
    ModelConverter.convert(
        SOURCE,
        folder.resolve("out.gguf"),
        TargetType.Q4_0,
        false,
        2,
        (done, total) -> left.add(total - done));
    assertThat(left).isSortedAccordingTo((a, b) -> Long.compare(b, a)).endsWith(0L);
  }

  @Test
  void convert_cutFile_failsAndLeavesNothing() throws IOException {
    byte[] whole = Files.readAllBytes(SOURCE);
    Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 40));
    assertThatThrownBy(() -> convert(cut, folder.resolve("out.gguf"), TargetType.Q4_0))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("cut");
    assertThat(files()).containsExactly("cut.gguf");
  }

  @Test
  void convert_valueThatIsNoNumber_namesTheTensorAndLeavesNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(SMALL);
    try (GgufFile file = GgufFile.open(SMALL)) {
      int at = (int) file.tensors().get("blk.0.ffn_up.weight").offset();
      bytes[at + 1] = 0x7e;
    }
    Path damaged = Files.write(folder.resolve("nan.gguf"), bytes);
    assertThatThrownBy(() -> convert(damaged, folder.resolve("out.gguf"), TargetType.Q4_0))
        .isInstanceOf(ConversionException.class)
        .hasMessageContainingAll("blk.0.ffn_up.weight", "NaN");
    assertThat(files()).containsExactly("nan.gguf");
  }

  @Test
  void convert_notGguf_saysSo() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "no model");
    assertThatThrownBy(() -> convert(text, folder.resolve("out.gguf"), TargetType.Q4_0))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("text.txt");
  }

  private static Conversion convert(Path in, Path out, TargetType target) {
    return ModelConverter.convert(in, out, target, false, 2, (done, total) -> {});
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
