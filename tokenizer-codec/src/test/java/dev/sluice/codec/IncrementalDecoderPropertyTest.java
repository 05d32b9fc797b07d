package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For every sequence of ids, also one that is no text: streaming and whole decoding agree. */
class IncrementalDecoderPropertyTest {
  @TempDir Path temp;

  private Tokenizer open(String set) throws IOException {
    Path packed = Fixtures.committed("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    return Tokenizers.open(Fixtures.unpack(packed, temp));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-spm", "gpt-neox"})
  void append_randomIds_concatenatesToDecode(String set) throws IOException {
    Random random = new Random(7);
    try (Tokenizer tokenizer = open(set)) {
      for (int round = 0; round < 3000; round++) {
        // Low ids are bytes and specials, so broken characters are common.
        int bound = random.nextBoolean() ? 300 : tokenizer.vocabulary().size();
        int[] ids = random.ints(random.nextInt(12), 0, bound).toArray();
        StringBuilder streamed = new StringBuilder();
        IncrementalDecoder decoder = tokenizer.incrementalDecoder();
        for (int id : ids) {
          streamed.append(decoder.append(id));
        }
        streamed.append(decoder.flush());
        assertThat(streamed.toString()).as("%s", ids).isEqualTo(tokenizer.decode(ids, true));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-neox"})
  void decode_randomByteTokens_replacesAsJavaDoes(String set) throws IOException {
    Random random = new Random(8);
    try (Tokenizer tokenizer = open(set)) {
      Vocabulary vocabulary = tokenizer.vocabulary();
      int[] single =
          IntStream.range(0, vocabulary.size())
              .filter(id -> vocabulary.bytes(id).length == 1)
              // Java counts the bytes of an encoded surrogate as one error, Unicode as three.
              .filter(id -> vocabulary.bytes(id)[0] != (byte) 0xED)
              .toArray();
      assertThat(single).hasSizeGreaterThan(200);
      for (int round = 0; round < 3000; round++) {
        int[] ids = random.ints(8, 0, single.length).map(i -> single[i]).toArray();
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
          bytes[i] = vocabulary.bytes(ids[i])[0];
        }
        assertThat(tokenizer.decode(ids, false))
            .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-spm", "gpt-neox"})
  void append_idOutsideVocabulary_throwsWithTheId(String set) throws IOException {
    try (Tokenizer tokenizer = open(set)) {
      IncrementalDecoder decoder = tokenizer.incrementalDecoder();
      for (int id : new int[] {-1, tokenizer.vocabulary().size(), Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> decoder.append(id))
            .isInstanceOf(TokenizerException.class)
            .hasMessageContaining(Integer.toString(id));
      }
    }
  }
}
