package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LogitsCommandTest {
  private static final int VOCAB = 512;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void logits_promptAndReference_haveTheirArgmaxAtEveryStep(String backend) throws Exception {
    JsonNode prompt = Stories.prompts().get(2);
    int[] start = ints(prompt.path("ids"));
    int[] greedy = ints(prompt.path("greedy"));
    int[] all = IntStream.concat(IntStream.of(start), IntStream.of(greedy)).toArray();
    FloatBuffer logits = logits(all, backend);
    assertThat(logits.limit()).isEqualTo(all.length * VOCAB);
    for (int k = 0; k < greedy.length; k++) {
      assertThat(argmax(logits, start.length - 1 + k)).isEqualTo(greedy[k]);
    }
  }

  @Test
  void logits_idOutsideVocabulary_failsWithTheId() throws Exception {
    CommandRun run = run(new int[] {1, 512}, "auto");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Id 512 at index 1");
  }

  @Test
  void logits_notIds_saysWhatTheFileMustHold() throws Exception {
    Path ids = folder.resolve("ids.json");
    Files.writeString(ids, "{\"tokens\":[1]}");
    CommandRun run = run(ids, "auto");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("array of ids");
  }

  private FloatBuffer logits(int[] ids, String backend) throws Exception {
    CommandRun run = run(ids, backend);
    assertThat(run.code()).as(run.err()).isZero();
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.f32")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private CommandRun run(int[] ids, String backend) throws Exception {
    Path file = folder.resolve("ids.json");
    Files.writeString(file, java.util.Arrays.toString(ids));
    return run(file, backend);
  }

  private CommandRun run(Path ids, String backend) {
    return CommandRun.of(
        "logits",
        "--model",
        Stories.model().toString(),
        "--ids",
        ids.toString(),
        "--out",
        folder.resolve("out.f32").toString(),
        "--backend",
        backend);
  }

  private static int argmax(FloatBuffer logits, int row) {
    int best = 0;
    for (int id = 1; id < VOCAB; id++) {
      if (logits.get(row * VOCAB + id) > logits.get(row * VOCAB + best)) {
        best = id;
      }
    }
    return best;
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
