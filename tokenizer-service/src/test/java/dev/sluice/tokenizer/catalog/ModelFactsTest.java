package dev.sluice.tokenizer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.TokenizerException;
import dev.sluice.tokenizer.FakeTokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFactsTest {
  private static final int UINT32 = 4;
  private static final int STRING = 8;

  @TempDir Path folder;

  @Test
  void folder_contextAndEosFromItsFiles() throws IOException {
    write("config.json", "{\"n_positions\": 1024}");
    write("tokenizer_config.json", "{\"eos_token\": {\"content\": \"<|end|>\"}}");
    assertThat(ModelFacts.read(folder)).isEqualTo(new ModelFacts(1024, -1, "<|end|>"));
  }

  @Test
  void tokenizerFile_factsOfItsFolder() throws IOException {
    write("tokenizer.json", "{}");
    write("config.json", "{\"text_config\": {\"max_position_embeddings\": 4096}}");
    assertThat(ModelFacts.read(folder.resolve("tokenizer.json")))
        .isEqualTo(new ModelFacts(4096, -1, null));
  }

  @Test
  void folder_withoutFiles_saysNothing() {
    assertThat(ModelFacts.read(folder)).isEqualTo(new ModelFacts(0, -1, null));
  }

  @Test
  void folder_damagedConfig_isNamed() throws IOException {
    write("config.json", "{");
    assertThatThrownBy(() -> ModelFacts.read(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("config.json is not valid JSON");
  }

  @Test
  void gguf_contextAndEosFromItsMetadata() throws IOException {
    Path file = folder.resolve("m.gguf");
    Files.write(file, gguf());
    ModelFacts facts = ModelFacts.read(file);
    assertThat(facts).isEqualTo(new ModelFacts(2048, 2, null));
    assertThat(facts.eosText(new FakeTokenizer(null))).isEqualTo("</s>");
  }

  @Test
  void gguf_truncated_isNamed() throws IOException {
    Path file = folder.resolve("m.gguf");
    Files.write(file, Arrays.copyOf(gguf(), 60));
    assertThatThrownBy(() -> ModelFacts.read(file))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("m.gguf");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** A header with three keys and no tensors. */
  private static byte[] gguf() {
    ByteBuffer out = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(3);
    text(out, "general.architecture").putInt(STRING);
    text(out, "llama");
    text(out, "llama.context_length").putInt(UINT32).putInt(2048);
    text(out, "tokenizer.ggml.eos_token_id").putInt(UINT32).putInt(2);
    return Arrays.copyOf(out.array(), 512);
  }

  private static ByteBuffer text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return out.putLong(bytes.length).put(bytes);
  }
}
