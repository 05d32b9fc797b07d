package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** Only models whose positions depend on the length give other logits then. */
  @Test
  void logits_restFedOneByOne_areTheSame() throws Exception {
    int[] ids = ints(Stories.prompts().get(2).path("ids"));
    FloatBuffer atOnce = logits(ids, "vector");
    FloatBuffer oneByOne = logits(ids, "vector", "--prompt-tokens", "2");
    assertThat(oneByOne).isEqualTo(atOnce);
  }

  @Test
  void logits_withScaledPositions_areOthers() throws Exception {
    int[] ids = ints(Stories.prompts().get(2).path("ids"));
    FloatBuffer own = logits(ids, "vector");
    assertThat(logits(ids, "vector", "--rope-scaling", "linear:2")).isNotEqualTo(own);
    assertThat(logits(ids, "vector", "--rope-scaling", "none")).isEqualTo(own);
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

  private FloatBuffer logits(int[] ids, String backend, String... more) throws Exception {
    CommandRun run = run(ids, backend, more);
    assertThat(run.code()).as(run.err()).isZero();
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.f32")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private CommandRun run(int[] ids, String backend, String... more) throws Exception {
    Path file = folder.resolve("ids.json");
    Files.writeString(file, java.util.Arrays.toString(ids));
    return run(file, backend, more);
  }

  private CommandRun run(Path ids, String backend, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("logits", "--model", Stories.model().toString()));
    arguments.addAll(List.of("--ids", ids.toString(), "--backend", backend));
    arguments.addAll(List.of("--out", folder.resolve("out.f32").toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
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
