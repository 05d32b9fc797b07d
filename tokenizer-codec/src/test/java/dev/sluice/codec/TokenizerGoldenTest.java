package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every vector of every {@code tokenizer.json} set, exactly. */
class TokenizerGoldenTest {
  @TempDir Path temp;

  static Stream<String> sets() {
    return Fixtures.names("tokenizers/json", ".tokenizer.json.gz");
  }

  private Tokenizer open(String set) throws IOException {
    Path packed = Fixtures.folder("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    return Tokenizers.open(Fixtures.unpack(packed, temp));
  }

  private static List<JsonNode> vectors(String name) throws IOException {
    List<JsonNode> lines =
        Fixtures.gzippedLines(Fixtures.folder("tokenizers/vectors").resolve(name + ".jsonl.gz"));
    assertThat(lines).hasSizeGreaterThan(100);
    return lines;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void encode_goldenTexts_givesTheReferenceIds(String set) throws IOException {
    try (Tokenizer tokenizer = open(set)) {
      for (JsonNode vector : vectors(set)) {
        String text = vector.path("text").asString();
        int[] ids = Fixtures.ints(vector.path("ids"));
        int[] special = vector.has("ids_special") ? Fixtures.ints(vector.path("ids_special")) : ids;
        assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(ids);
        assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(special);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void decode_goldenIds_givesTheReferenceText(String set) throws IOException {
    try (Tokenizer tokenizer = open(set)) {
      for (JsonNode vector : vectors(set)) {
        int[] ids = Fixtures.ints(vector.path("ids"));
        String decoded = vector.path("decoded").asString();
        String skipped = vector.path("decoded_skip_special").asString(decoded);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(decoded);
        assertThat(tokenizer.decode(ids, true)).isEqualTo(skipped);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void append_goldenStreams_givesEachDeltaAsSoonAsComplete(String set) throws IOException {
    try (Tokenizer tokenizer = open(set)) {
      for (JsonNode vector : vectors(set + ".stream")) {
        int[] ids = Fixtures.ints(vector.path("ids"));
        IncrementalDecoder decoder = tokenizer.incrementalDecoder();
        for (int i = 0; i < ids.length; i++) {
          assertThat(decoder.append(ids[i]))
              .as("delta %d of %s", i, vector)
              .isEqualTo(vector.path("deltas").get(i).asString());
        }
        assertThat(decoder.flush()).isEqualTo(vector.path("flush").asString());
        assertThat(tokenizer.decode(ids, true)).isEqualTo(vector.path("text").asString());
      }
    }
  }
}
