package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A tokenizer written as GGUF metadata and read back encodes as before. */
class TokenizerMetadataGoldenTest {
  @TempDir Path temp;

  static Stream<String> sets() {
    return Fixtures.names("tokenizers/json", ".tokenizer.json.gz");
  }

  private Path unpack(String set) throws IOException {
    Path packed = Fixtures.folder("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    Path file = Fixtures.unpack(packed, temp);
    return Files.move(file, temp.resolve("tokenizer.json"));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void ggufMetadata_readBack_encodesTheGoldenTextsTheSame(String set) throws IOException {
    Map<String, Object> metadata = Tokenizers.ggufMetadata(unpack(set), 0);
    Path file = Files.write(temp.resolve("written.gguf"), GgufBytes.of(metadata));
    Path vectors = Fixtures.folder("tokenizers/vectors").resolve(set + ".jsonl.gz");
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      for (JsonNode vector : Fixtures.gzippedLines(vectors)) {
        String text = vector.path("text").asString();
        int[] ids = Fixtures.ints(vector.path("ids"));
        int[] special = vector.has("ids_special") ? Fixtures.ints(vector.path("ids_special")) : ids;
        assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(ids);
        assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(special);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(vector.path("decoded").asString());
      }
    }
  }

  @Test
  void ggufMetadata_folder_carriesSpecialTokensTemplateAndUnusedRows() throws IOException {
    unpack("llama-spm");
    Files.writeString(
        temp.resolve("tokenizer_config.json"),
        "{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\",\"pad_token\":\"<unk>\","
            + "\"chat_template\":\"{{ messages }}\"}");
    Map<String, Object> metadata = Tokenizers.ggufMetadata(temp, 32064);
    assertThat(metadata)
        .containsEntry("tokenizer.ggml.model", "llama")
        .containsEntry("tokenizer.ggml.bos_token_id", 1)
        .containsEntry("tokenizer.ggml.eos_token_id", 2)
        .containsEntry("tokenizer.ggml.unknown_token_id", 0)
        .containsEntry("tokenizer.ggml.padding_token_id", 0)
        .containsEntry("tokenizer.ggml.add_bos_token", true)
        .containsEntry("tokenizer.ggml.add_eos_token", false)
        .containsEntry("tokenizer.ggml.add_space_prefix", true)
        .containsEntry("tokenizer.chat_template", "{{ messages }}");
    assertThat((String[]) metadata.get("tokenizer.ggml.tokens"))
        .hasSize(32064)
        .endsWith("[PAD32063]");
    int[] types = (int[]) metadata.get("tokenizer.ggml.token_type");
    assertThat(new int[] {types[0], types[1], types[3], types[300], types[32063]})
        .containsExactly(2, 3, 6, 1, 5);
  }

  @Test
  void ggufMetadata_unknownPattern_saysSo() throws IOException {
    Path file = unpack("gpt-neox");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst(
                "\"pre_tokenizer\": ?\\{",
                "\"pre_tokenizer\":{\"type\":\"Split\",\"behavior\":\"Isolated\","
                    + "\"invert\":false,\"pattern\":{\"Regex\":\"x\"}},\"unused\":{"));
    assertThatThrownBy(() -> Tokenizers.ggufMetadata(file, 0))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("no name for");
  }
}
