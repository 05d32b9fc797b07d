package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files beside a {@code tokenizer.json} add, and the life of a tokenizer. */
class HuggingFaceFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void unpackTokenizer() throws IOException {
    Path packed = Fixtures.committed("tokenizers/json").resolve("llama-spm.tokenizer.json.gz");
    Files.move(Fixtures.unpack(packed, folder), folder.resolve("tokenizer.json"));
  }

  @Test
  void open_folder_readsSpecialTokensEndsAndTemplate() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"bos_token":{"content":"<s>"},"eos_token":"</s>",
         "chat_template":[{"name":"tool_use","template":"t"},
                          {"name":"default","template":"{{ messages[0].content }}!"}]}
        """);
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":[2, 7]}");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      assertThat(tokenizer.vocabulary().bos()).hasValue(1);
      assertThat(tokenizer.vocabulary().endOfGeneration()).containsExactlyInAnyOrder(2, 7);
      assertThat(tokenizer.vocabulary().isSpecial(2)).isTrue();
      Map<String, Object> chat = Map.of("messages", List.of(Map.of("content", "hi")));
      assertThat(tokenizer.chatTemplate().orElseThrow().render(chat)).isEqualTo("hi!");
    }
  }

  @Test
  void open_jinjaFile_winsOverTheConfiguration() throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\":\"old\"}");
    Files.writeString(folder.resolve("chat_template.jinja"), "new");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      assertThat(tokenizer.chatTemplate().orElseThrow().source()).isEqualTo("new");
    }
  }

  @Test
  void open_brokenTemplate_opensAndRefusesChats() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "{% if %}");
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      assertThat(tokenizer.encode("hi", false)).isNotEmpty();
      ChatTemplate template = tokenizer.chatTemplate().orElseThrow();
      assertThatThrownBy(() -> template.render(Map.of())).isInstanceOf(TemplateException.class);
    }
  }

  @Test
  void digest_sameFile_isTheSame() {
    try (Tokenizer first = Tokenizers.open(folder);
        Tokenizer second = Tokenizers.open(folder.resolve("tokenizer.json"))) {
      assertThat(first.digest()).hasSize(64).isEqualTo(second.digest());
    }
  }

  @Test
  void encode_longTextAndLoneSurrogate_isNeitherCutNorLost() {
    try (Tokenizer tokenizer = Tokenizers.open(folder)) {
      String text = "word ".repeat(5000);
      assertThat(tokenizer.decode(tokenizer.encode(text, false), true)).isEqualTo(text);
      int[] ids = tokenizer.encode("a\ud800b\u0000", false);
      assertThat(tokenizer.decode(ids, true)).isEqualTo("a\ufffdb\u0000");
    }
  }

  @Test
  void encode_manyThreadsAtOnce_allGetTheSameIds() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.open(folder);
        var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<List<Integer>>> calls =
          IntStream.range(0, 200)
              .<Callable<List<Integer>>>mapToObj(
                  i ->
                      () ->
                          IntStream.of(tokenizer.encode("The same text, once more", true))
                              .boxed()
                              .toList())
              .toList();
      var answers = threads.invokeAll(calls);
      List<Integer> expected = answers.getFirst().get();
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(expected).startsWith(1);
      }
    }
  }

  @Test
  void encode_afterClose_throws() {
    Tokenizer tokenizer = Tokenizers.open(folder);
    tokenizer.encode("x", false);
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("x", false))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("closed");
  }
}
