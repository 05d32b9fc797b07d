package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.engine.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two thousand random corruptions: whatever a file becomes, it is refused with a sentence or it is
 * still a model. Never a crash, a hang or exhausted memory.
 */
class MutatedFilesTest {
  private static final DecoderOptions OPTIONS =
      new DecoderOptions("vector", 1, 16, 4_000_000, 4, 1);

  /** Replacements that parse: numbers and texts at the edge of what a setting may be. */
  private static final String[] ODD_VALUES = {
    "0",
    "-1",
    "1",
    "2147483647",
    "9223372036854775807",
    "1e308",
    "1e-308",
    "null",
    "true",
    "\"x\"",
    "[]",
    "{}",
    "[[1]]",
    "0.5"
  };

  @TempDir Path folder;
  private final Random random = new Random(7);

  @Test
  void gguf_corrupted600Times_isRefusedOrLoads() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.stories("Q4_0"));
    Path file = folder.resolve("model.gguf");
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      Files.write(file, corrupted(whole, i % 2 == 0 ? 3_000 : whole.length));
      refused += runs(file) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, 599);
  }

  @Test
  void safetensors_corrupted600Times_isRefusedOrLoads() throws IOException {
    copyCheckpoint();
    Path file = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      Files.write(file, corrupted(whole, i % 3 == 0 ? whole.length : 5_000));
      refused += runs(folder) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, 599);
  }

  @Test
  void config_corrupted500Times_isRefusedOrLoads() throws IOException {
    copyCheckpoint();
    Path file = folder.resolve("config.json");
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      Files.write(file, i % 2 == 0 ? oddValue(whole) : corrupted(whole, whole.length));
      refused += runs(folder) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, 499);
  }

  @Test
  void tokenizer_corrupted300Times_isRefusedOrEncodes() throws IOException {
    copyCheckpoint();
    Path file = folder.resolve("tokenizer.json");
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      Files.write(file, i % 2 == 0 ? oddValue(whole) : corrupted(whole, whole.length));
      try (Tokenizer tokenizer = Tokenizers.open(folder)) {
        tokenizer.decode(tokenizer.encode("Once upon a time \u00e9", true), true);
      } catch (TokenizerException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 299);
  }

  /** Opens and computes a token. */
  private static boolean runs(Path model) {
    try (Decoder decoder = Models.open(model, OPTIONS)) {
      float[][] logits = Sequences.logits(decoder, new int[] {0, 0}, new int[] {0}, 0, 1);
      return logits.length == 2;
    } catch (ModelLoadException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  /** Other bytes within the first {@code within}, a part taken out, or an end cut off. */
  private byte[] corrupted(byte[] whole, int within) {
    int limit = Math.min(within, whole.length);
    if (random.nextInt(10) == 0) {
      return java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = random.nextInt(limit);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Another value for one of the properties. */
  private byte[] oddValue(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    int colon = text.indexOf(": ", random.nextInt(text.length()));
    if (colon < 0) {
      colon = text.indexOf(": ");
    }
    if (colon < 0) {
      return corrupted(json, json.length);
    }
    int end = colon + 2;
    while (end < text.length() && ",}\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String value = ODD_VALUES[random.nextInt(ODD_VALUES.length)];
    return (text.substring(0, colon + 2) + value + text.substring(end))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void copyCheckpoint() throws IOException {
    Path source = Fixtures.resource("models/stories260K");
    for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
      Files.copy(source.resolve(name), folder.resolve(name));
    }
  }
}
