package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.codec.gguf.GgufException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies in other forms than JSON, damaged at random: refused with a reason, or usable. */
class DamagedVocabularyTest {
  private static final int ROUNDS = 2000;
  private static final String[] TOKENS = {
    "<unk>", "<s>", "</s>", "<0x41>", "\u2581", "a", "b", "ab", "\u2581a", "\u2581ab", "[X]"
  };
  private static final float[] SCORES = {0, 0, 0, 0, -9, -8, -7, -1, -2, -3, 0};
  private static final int[] TYPES = {2, 3, 3, 6, 1, 1, 1, 1, 1, 1, 4};

  @TempDir Path temp;

  private interface Damage {
    byte[] next(Random random);
  }

  private void assertSurvives(String name, Damage damage) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          Random random = new Random(5);
          int opened = 0;
          for (int round = 0; round < ROUNDS; round++) {
            opened += survives(Files.write(temp.resolve(name), damage.next(random))) ? 1 : 0;
          }
          assertThat(opened).isBetween(1, ROUNDS - 1);
        });
  }

  private static boolean survives(Path file) {
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      int[] ids = tokenizer.encode("a b ab [X]</s> A\u00e9", true);
      tokenizer.decode(ids, false);
      return true;
    } catch (TokenizerException | GgufException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        }
      }
    }
    return bytes;
  }

  @Test
  void open_damagedSentencePiece_worksOrThrows() {
    byte[] whole = SentencePieceBytes.of(TOKENS, SCORES, TYPES, 2);
    assertSurvives("tokenizer.model", random -> damaged(whole, random));
  }

  @Test
  void open_damagedGgufOfScores_worksOrThrows() {
    byte[] whole = GgufBytes.of(metadata("llama"));
    assertSurvives("llama.gguf", random -> damaged(whole, random));
  }

  @Test
  void open_damagedGgufOfMerges_worksOrThrows() {
    Map<String, Object> metadata = metadata("gpt2");
    metadata.put("tokenizer.ggml.pre", "gpt-2");
    metadata.put("tokenizer.ggml.merges", new String[] {"a b"});
    byte[] whole = GgufBytes.of(metadata);
    assertSurvives("gpt2.gguf", random -> damaged(whole, random));
  }

  private static Map<String, Object> metadata(String model) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("tokenizer.ggml.model", model);
    metadata.put("tokenizer.ggml.tokens", TOKENS);
    metadata.put("tokenizer.ggml.scores", SCORES);
    metadata.put("tokenizer.ggml.token_type", TYPES);
    metadata.put("tokenizer.ggml.bos_token_id", 1);
    metadata.put("tokenizer.ggml.eos_token_id", 2);
    metadata.put("tokenizer.ggml.unknown_token_id", 0);
    metadata.put("tokenizer.ggml.add_eos_token", true);
    return metadata;
  }

  @Test
  void open_damagedMerges_worksOrThrows() throws IOException {
    byte[] vocabulary =
        "{\"a\":0,\"b\":1,\"ab\":2,\"\u0120a\":3,\"\u0120\":4}".getBytes(StandardCharsets.UTF_8);
    byte[] merges = "#version: 0.2\na b\n\u0120 a\n".getBytes(StandardCharsets.UTF_8);
    Files.write(temp.resolve("vocab.json"), vocabulary);
    Random random = new Random(6);
    for (int round = 0; round < ROUNDS; round++) {
      Files.write(temp.resolve("merges.txt"), damaged(merges, random));
      Files.write(
          temp.resolve("vocab.json"), round % 2 == 0 ? damaged(vocabulary, random) : vocabulary);
      survives(temp);
    }
  }
}
