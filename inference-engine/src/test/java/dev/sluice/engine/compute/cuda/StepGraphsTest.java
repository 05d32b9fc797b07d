package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.Sequences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded steps: the same bits as launched ones, for all sizes of batches, and a way without. */
@Tag("emulated")
@BackendTest
class StepGraphsTest {
  private static final int CONTEXT = 280;
  private static final int BLOCKS_PER_SEQUENCE = 18;

  private EmulatedDriver driver;
  private long before;

  @BeforeEach
  void install() {
    driver = EmulatedDriver.install();
    driver.reset();
    before = driver.liveObjects();
  }

  @AfterEach
  void nothingIsLeft() {
    System.clearProperty("sluice.cuda.graphs");
    driver.reset();
    assertThat(driver.liveObjects()).isEqualTo(before);
  }

  /** Sequences come and go, so that batches have 1 to 5 rows; and begin again, over old rows. */
  @ParameterizedTest
  @ValueSource(strings = {"stories", "falcon-rw-alibi", "gptneo"})
  void logits_ofReplayedSteps_areThoseOfLaunchedOnes(String name) {
    Path model =
        name.equals("stories") ? Fixtures.stories("Q8_0") : Fixtures.folder("tiny").resolve(name);
    List<float[]> launched = run(model, "false");
    assertThat(driver.graphLaunches()).isZero();
    List<float[]> replayed = run(model, "true");
    assertThat(driver.graphLaunches()).isGreaterThan(20);
    assertSameBits(replayed, launched);
    assertThat(driver.complaints()).isZero();
  }

  @Test
  void logits_whereASpanEnds_areThoseOfLaunchedSteps() {
    List<float[]> launched = acrossASpan("false");
    List<float[]> replayed = acrossASpan("true");
    assertThat(driver.graphLaunches()).isGreaterThan(3);
    assertSameBits(replayed, launched);
  }

  @ParameterizedTest
  @CsvSource({
    "cuStreamBeginCapture_v2, 900",
    "cuStreamEndCapture, 901",
    "cuGraphInstantiateWithFlags, 1"
  })
  void logits_whenRecordingFails_areThoseOfLaunchedSteps(String function, int code) {
    List<float[]> launched = run(Fixtures.stories("Q8_0"), "false");
    driver.fail(function, 0, code, false);
    List<float[]> fallenBack = run(Fixtures.stories("Q8_0"), "true");
    assertThat(driver.graphLaunches()).isZero();
    assertSameBits(fallenBack, launched);
  }

  @Test
  void forward_whenTheDeviceIsLostAtALaunch_saysSo() {
    try (Decoder decoder = open(Fixtures.stories("Q8_0"), "true")) {
      driver.fail("cuGraphLaunch", 2, 719, true);
      assertThatThrownBy(() -> steps(decoder))
          .isInstanceOfSatisfying(DeviceException.class, e -> assertThat(e.isLost()).isTrue());
    }
  }

  /** A router's scores go to the host in the middle of a step. */
  @Test
  void logits_ofExperts_needNoRecording() {
    run(Fixtures.folder("tiny").resolve("qwen3-moe"), "true");
    assertThat(driver.graphLaunches()).isZero();
    assertThat(driver.complaints()).isZero();
  }

  private static List<float[]> run(Path model, String graphs) {
    try (Decoder decoder = open(model, graphs)) {
      return steps(decoder);
    }
  }

  private static Decoder open(Path model, String graphs) {
    System.setProperty("sluice.cuda.graphs", graphs);
    return Models.open(model, new DecoderOptions("cuda", 1, 64, 0, 32, 8));
  }

  private static List<float[]> steps(Decoder decoder) {
    List<float[]> rows = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int step = 0; step < 24; step++) {
        int sequences = 1 + (step / 3 + 2 * round) % 5;
        ForwardBatch batch = new ForwardBatch(8, 8, 8);
        for (int s = 0; s < sequences; s++) {
          batch.addSequence(Sequences.blocks(2 * s, 32));
          batch.addToken(3 + (7 * s + 11 * step + round) % 200, position(step, s), true);
        }
        rows.addAll(forward(decoder, batch));
      }
    }
    return rows;
  }

  /** A sequence has as many positions as there were steps with so many sequences. */
  private static int position(int step, int sequence) {
    int position = 0;
    for (int earlier = 0; earlier < step; earlier++) {
      position += 1 + earlier / 3 % 5 > sequence ? 1 : 0;
    }
    return position;
  }

  private List<float[]> acrossASpan(String graphs) {
    System.setProperty("sluice.cuda.graphs", graphs);
    try (Decoder decoder =
        Models.open(Fixtures.stories("Q4_0"), new DecoderOptions("cuda", 1, CONTEXT, 0, 128, 8))) {
      int[] blocks = Sequences.blocks(BLOCKS_PER_SEQUENCE, CONTEXT);
      for (int from = 0; from < 252; from += 126) {
        ForwardBatch batch = new ForwardBatch(128, 1, 8);
        batch.addSequence(blocks);
        for (int p = from; p < from + 126; p++) {
          batch.addToken(3 + p % 200, p, false);
        }
        decoder.forward(batch);
      }
      List<float[]> rows = new ArrayList<>();
      for (int p = 252; p < 262; p++) {
        ForwardBatch batch = new ForwardBatch(1, 1, 1);
        batch.addSequence(blocks);
        batch.addToken(3 + p % 200, p, true);
        rows.addAll(forward(decoder, batch));
      }
      return rows;
    }
  }

  private static List<float[]> forward(Decoder decoder, ForwardBatch batch) {
    decoder.forward(batch);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < batch.logitCount(); i++) {
      rows.add(new float[decoder.description().vocabSize()]);
      decoder.logits(i, rows.getLast());
    }
    return rows;
  }

  private static void assertSameBits(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i)).as("row %d", i).isEqualTo(expected.get(i));
    }
  }
}
