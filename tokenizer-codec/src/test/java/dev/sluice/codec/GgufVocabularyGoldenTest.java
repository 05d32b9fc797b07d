package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** llama.cpp's own vocabulary files with its test texts and the ids of the original tokenizers. */
class GgufVocabularyGoldenTest {
  private static final String FOLDER = "tokenizers/gguf-vocab";

  @TempDir Path temp;

  static Stream<String> vocabularies() {
    return Fixtures.names(FOLDER, ".gguf.inp");
  }

  @ParameterizedTest
  @MethodSource("vocabularies")
  void encode_llamaCppTexts_givesTheReferenceIds(String name) throws IOException {
    Path folder = Fixtures.folder(FOLDER);
    String texts = Files.readString(folder.resolve(name + ".gguf.inp"));
    List<String> expected = Files.readAllLines(folder.resolve(name + ".gguf.out"));
    String[] each = texts.split("\n__ggml_vocab_test__\n", -1);
    Path file = Fixtures.unpack(folder.resolve(name + ".gguf.gz"), temp);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      assertThat(expected).hasSizeGreaterThan(40).hasSizeLessThanOrEqualTo(each.length);
      for (int i = 0; i < expected.size(); i++) {
        int[] ids = ids(expected.get(i));
        assertThat(tokenizer.encode(each[i], false)).as("text %d: '%s'", i, each[i]).isEqualTo(ids);
      }
    }
  }

  private static int[] ids(String line) {
    return Stream.of(line.trim().split(" "))
        .filter(id -> !id.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
