package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged model file gives a sentence, never a crash. */
class DamagedModelTest {
  private static final DecoderOptions OPTIONS =
      new DecoderOptions("vector", 1, 64, 4_000_000, 16, 16);

  @TempDir Path folder;

  @Test
  void open_ofCutFile_namesTheTensor() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.stories("Q8_0"));
    Path cut = write(java.util.Arrays.copyOf(whole, whole.length - 5_000));
    assertThatThrownBy(() -> Models.open(cut, OPTIONS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("cut or damaged");
  }

  @Test
  void open_ofAbsurdTensorSize_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.stories("F16"));
    int name = indexOf(bytes, "token_embd.weight");
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(name + "token_embd.weight".length() + 4, 1L << 60);
    Path absurd = write(bytes);
    assertThatThrownBy(() -> Models.open(absurd, OPTIONS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("token_embd.weight");
  }

  @Test
  void open_ofEmptyAndForeignFiles_isRefused() throws IOException {
    for (byte[] content :
        new byte[][] {{}, "GGUF".getBytes(StandardCharsets.UTF_8), new byte[99]}) {
      Path file = write(content);
      assertThatThrownBy(() -> Models.open(file, OPTIONS)).isInstanceOf(ModelLoadException.class);
    }
    assertThatThrownBy(() -> Models.open(folder.resolve("absent.gguf"), OPTIONS))
        .hasMessageContaining("there is no model at");
  }

  /** Every corruption either is noticed or leaves a model that computes something. */
  @Test
  void open_ofRandomlyCorruptedHeaders_neverDoesWorseThanAnException() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.stories("Q4_0"));
    Random random = new Random(42);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = whole.clone();
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        bytes[random.nextInt(i % 2 == 0 ? 2_000 : bytes.length)] = (byte) random.nextInt(256);
      }
      refused += opens(write(bytes)) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, 399);
  }

  private static boolean opens(Path file) {
    try (Decoder decoder = Models.open(file, OPTIONS)) {
      int[] ids = {1 % decoder.description().vocabSize()};
      return Sequences.logits(decoder, ids, new int[] {0}, 0, 1).length == 1;
    } catch (ModelLoadException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.gguf"), bytes);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
