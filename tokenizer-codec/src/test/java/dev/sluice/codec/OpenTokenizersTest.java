package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer that is open twice is in memory once, and a file that changed is read anew. */
class OpenTokenizersTest {
  @TempDir Path temp;

  private Path write(String... tokens) throws IOException {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("tokenizer.ggml.model", "gpt2");
    metadata.put("tokenizer.ggml.pre", "gpt-2");
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.merges", new String[] {"a b"});
    return Files.write(temp.resolve("model.gguf"), GgufBytes.of(metadata));
  }

  @Test
  void open_sameFileTwice_sharesTheVocabulary() throws IOException {
    Path file = write("a", "b", "ab");
    try (Tokenizer first = Tokenizers.open(file);
        Tokenizer second = Tokenizers.open(file)) {
      assertThat(second.vocabulary()).isSameAs(first.vocabulary());
    }
  }

  @Test
  void close_oneOfTwo_leavesTheOtherUsable() throws IOException {
    Path file = write("a", "b", "ab");
    Tokenizer first = Tokenizers.open(file);
    try (Tokenizer second = Tokenizers.open(file)) {
      first.close();
      assertThat(second.encode("ab", false)).containsExactly(2);
    }
  }

  @Test
  void open_fileThatChanged_readsItAnew() throws IOException {
    try (Tokenizer before = Tokenizers.open(write("a", "b", "ab"));
        Tokenizer after = Tokenizers.open(write("a", "b", "ab", "longer"))) {
      assertThat(before.vocabulary().size()).isEqualTo(3);
      assertThat(after.vocabulary().size()).isEqualTo(4);
    }
  }
}
