package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged tokenizer file never does worse than a {@link TokenizerException}. */
class DamagedTokenizerTest {
  private static final String SMALL =
      """
      {"version":"1.0","added_tokens":[{"id":9,"content":"<s>","special":true,"normalized":false,
        "single_word":false,"lstrip":false,"rstrip":false}],
       "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},
         {"type":"Replace","pattern":{"String":" "},"content":"\u2581"}]},
       "pre_tokenizer":{"type":"Split","pattern":{"Regex":"[a-c]+"},"behavior":"Isolated",
         "invert":false},
       "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>",
         "type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A",
         "type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
         "special_tokens":{"<s>":{"id":"<s>","ids":[9],"tokens":["<s>"]}}},
       "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u2581"},
         "content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ",
         "start":1,"stop":0}]},
       "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,
         "vocab":{"<unk>":0,"\u2581":1,"a":2,"b":3,"c":4,"ab":5,"\u2581a":6,"<0x41>":7,"d":8},
         "merges":[["a","b"],["\u2581","a"]]}}
      """;

  @TempDir Path temp;

  @Test
  void open_randomDamage_worksOrThrowsTokenizerException() throws IOException {
    Random random = new Random(11);
    int opened = 0;
    for (int round = 0; round < 4000; round++) {
      if (survives(damaged(random))) {
        opened++;
      }
    }
    assertThat(opened).isBetween(1, 3999);
  }

  private boolean survives(byte[] content) throws IOException {
    Path file = Files.write(temp.resolve("damaged.json"), content);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      int[] ids = tokenizer.encode("a b abc <s> A\u00e9 d", true);
      tokenizer.decode(ids, false);
      return true;
    } catch (TokenizerException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  /** A few bytes changed, cut out, or copied to another place. */
  private static byte[] damaged(Random random) {
    byte[] bytes = SMALL.getBytes(StandardCharsets.UTF_8);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(128);
        case 1 -> bytes[at] = (byte) ("0123456789-{}[]\",:".charAt(random.nextInt(18)));
        case 2 ->
            System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        default -> {
          byte[] shorter = new byte[bytes.length - length];
          System.arraycopy(bytes, 0, shorter, 0, at);
          System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
          bytes = shorter;
        }
      }
    }
    return bytes;
  }

  @Test
  void open_undamaged_encodesAndDecodes() throws IOException {
    Path file = Files.writeString(temp.resolve("small.json"), SMALL);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      assertThat(tokenizer.encode("abA", true)).containsExactly(9, 1, 5, 7);
      assertThat(tokenizer.decode(new int[] {9, 1, 5, 7}, true)).isEqualTo("abA");
      assertThat(tokenizer.vocabulary().bos()).hasValue(9);
    }
  }

  @Test
  void open_mergeOfUnknownTokens_saysWhich() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("merge.json"), SMALL.replace("[\"a\",\"b\"]", "[\"a\",\"zz\"]"));
    assertThatThrownBy(() -> Tokenizers.open(file))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("'a' + 'zz'");
  }

  @Test
  void open_mergesInTwoNotations_throws() throws IOException {
    Path file =
        Files.writeString(temp.resolve("mixed.json"), SMALL.replace("[\"a\",\"b\"]", "\"a b\""));
    assertThatThrownBy(() -> Tokenizers.open(file))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("two notations");
  }

  @Test
  void open_otherModelKind_namesIt() throws IOException {
    Path file =
        Files.writeString(temp.resolve("kind.json"), SMALL.replace("\"BPE\"", "\"Unigram\""));
    assertThatThrownBy(() -> Tokenizers.open(file))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("Unigram");
  }

  @Test
  void open_missingFileOrFolderWithoutTokenizer_saysSo() {
    assertThatThrownBy(() -> Tokenizers.open(temp.resolve("none.json")))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("none.json");
    assertThatThrownBy(() -> Tokenizers.open(temp))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("holds no tokenizer.json");
  }
}
