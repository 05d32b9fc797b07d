package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Model folders from before {@code tokenizer.json}: the golden ids must come out of them too. */
class OlderFoldersGoldenTest {
  @TempDir Path temp;
  @TempDir Path folder;

  private Path unpack(String set) throws IOException {
    Path packed = Fixtures.folder("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    return Fixtures.unpack(packed, temp);
  }

  private static List<JsonNode> vectors(String set) throws IOException {
    return Fixtures.gzippedLines(Fixtures.folder("tokenizers/vectors").resolve(set + ".jsonl.gz"));
  }

  private void writeSentencePiece(int kind) throws IOException {
    Map<String, Object> metadata = Tokenizers.ggufMetadata(unpack("llama-spm"), 0);
    byte[] model =
        SentencePieceBytes.of(
            (String[]) metadata.get("tokenizer.ggml.tokens"),
            (float[]) metadata.get("tokenizer.ggml.scores"),
            (int[]) metadata.get("tokenizer.ggml.token_type"),
            kind);
    Files.write(folder.resolve("tokenizer.model"), model);
  }

  @Test
  void open_sentencePieceModel_givesTheReferenceIds() throws IOException {
    writeSentencePiece(2);
    for (Path path : new Path[] {folder, folder.resolve("tokenizer.model")}) {
      try (Tokenizer tokenizer = Tokenizers.open(path)) {
        for (JsonNode vector : vectors("llama-spm")) {
          String text = vector.path("text").asString();
          int[] ids = Fixtures.ints(vector.path("ids"));
          assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(ids);
          assertThat(tokenizer.encode(text, true))
              .isEqualTo(Fixtures.ints(vector.path("ids_special")));
          assertThat(tokenizer.decode(ids, false)).isEqualTo(vector.path("decoded").asString());
        }
        assertThat(tokenizer.vocabulary().bos()).hasValue(1);
        assertThat(tokenizer.vocabulary().endOfGeneration()).containsExactly(2);
      }
    }
  }

  @Test
  void open_sentencePieceFolder_readsAddedTokensAndSwitches() throws IOException {
    writeSentencePiece(2);
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\":\"\",\"eos_token\":{\"content\":\"</s>\"},\"add_eos_token\":true,"
            + "\"add_bos_token\":false,\"legacy\":false,\"chat_template\":\"t\"}");
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\":\"[PAD]\"}");
    Files.writeString(folder.resolve("added_tokens.json"), "{\"[PAD]\":32000}");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      // Where legacy is off, only the beginning of the text has a space before it.
      assertThat(tokenizer.encode("Hi[PAD]Hi", true)).containsExactly(6324, 32000, 18567, 2);
      assertThat(tokenizer.vocabulary().isSpecial(32000)).isTrue();
      assertThat(tokenizer.vocabulary().bos()).hasValue(1);
      assertThat(tokenizer.chatTemplate()).isPresent();
    }
  }

  @Test
  void open_unigramModel_namesIt() throws IOException {
    writeSentencePiece(1);
    assertThatThrownBy(() -> Tokenizers.open(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("Unigram");
  }

  @Test
  void open_vocabularyAndMerges_givesTheReferenceIds() throws IOException {
    ObjectNode definition = (ObjectNode) Fixtures.JSON.readTree(unpack("gpt-neox").toFile());
    writeVocabularyAndMerges(definition);
    ObjectNode added = Fixtures.JSON.createObjectNode();
    definition
        .path("added_tokens")
        .forEach(t -> added.set(t.path("content").asString(), t.path("id")));
    Files.writeString(folder.resolve("added_tokens.json"), added.toString());
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"tokenizer_class\":\"GPT2Tokenizer\",\"eos_token\":\"<|endoftext|>\"}");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      int compared = 0;
      for (JsonNode vector : vectors("gpt-neox")) {
        String text = vector.path("text").asString();
        // The vectors were made with NFC, which GPT-2's tokenizer does not do.
        if (text.codePoints().allMatch(c -> c < 0x300)) {
          compared++;
          assertThat(tokenizer.encode(text, false))
              .as(text)
              .isEqualTo(Fixtures.ints(vector.path("ids")));
        }
      }
      assertThat(compared).isGreaterThan(100);
      assertThat(tokenizer.vocabulary().isSpecial(0)).isTrue();
      assertThat(tokenizer.vocabulary().endOfGeneration()).containsExactly(0);
    }
  }

  private void writeVocabularyAndMerges(ObjectNode definition) throws IOException {
    ObjectNode vocabulary = (ObjectNode) definition.path("model").path("vocab");
    Files.writeString(folder.resolve("vocab.json"), vocabulary.toString());
    StringBuilder merges = new StringBuilder("#version: 0.2\n");
    for (JsonNode merge : definition.path("model").path("merges")) {
      merges.append(
          merge.isString()
              ? merge.asString()
              : merge.get(0).asString() + " " + merge.get(1).asString());
      merges.append('\n');
    }
    Files.writeString(folder.resolve("merges.txt"), merges);
  }

  @Test
  void open_namedTemplates_toolsChooseTheirOwn() throws IOException {
    writeSentencePiece(2);
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"chat_template\":[{\"name\":\"default\",\"template\":\"plain\"},"
            + "{\"name\":\"rag\",\"template\":\"rag\"}]}");
    Files.createDirectory(folder.resolve("additional_chat_templates"));
    Files.writeString(folder.resolve("additional_chat_templates/tool_use.jinja"), "with tools");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      ChatTemplate template = tokenizer.chatTemplate().orElseThrow();
      assertThat(template.render(Map.of())).isEqualTo("plain");
      assertThat(template.render(Map.of("tools", List.of()))).isEqualTo("with tools");
    }
  }
}
