package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.Sequences;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that fits no device by itself, over two and three of them. */
@Tag("emulated")
@BackendTest
class SpreadModelTest {
  /** So long that keys and values are most of what the models take. */
  private static final int CONTEXT = 4096;

  private static final DecoderOptions OPTIONS = new DecoderOptions("cuda", 1, CONTEXT, 0, 16, 8);
  private static final int[] IDS = IntStream.range(0, 40).map(i -> 3 + 37 * i % 300).toArray();

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
    System.clearProperty("sluice.cuda.device");
    driver.reset();
    assertThat(driver.liveObjects()).isEqualTo(before);
  }

  private static Path model(String name) {
    return name.equals("stories")
        ? Fixtures.stories("Q8_0")
        : Fixtures.folder("tiny").resolve(name);
  }

  /** What the model takes on one device with keys and values of one context. */
  private static int kibibytes(Path model) {
    try (Decoder decoder = Models.open(model, OPTIONS)) {
      Map<String, Long> bytes = new HashMap<>(decoder.nativeBytes());
      bytes.remove("staging"); // of the host
      long cached = bytes.remove("kv-keys") + bytes.remove("kv-values");
      long context = cached / decoder.blockCount() * CONTEXT / 16;
      long others = bytes.values().stream().mapToLong(Long::longValue).sum();
      return Math.toIntExact(context + others >> 10);
    }
  }

  private static float[][] run(Decoder decoder, int chunk) {
    return Sequences.logits(decoder, IDS, Sequences.blocks(0, IDS.length), 0, chunk);
  }

  @ParameterizedTest
  @CsvSource({"stories, 2", "stories, 3", "falcon-rw-alibi, 2", "qwen3-moe, 2"})
  void logits_overSeveralDevices_areThoseOfOne(String name, int devices) {
    float[][] chunks;
    float[][] steps;
    try (Decoder decoder = Models.open(model(name), OPTIONS)) {
      assertThat(decoder.description().backend()).doesNotContain("layers");
      chunks = run(decoder, 7);
      steps = run(decoder, 1);
    }
    driver.devices(devices, spreadingLimit(name, devices));
    try (Decoder decoder = Models.open(model(name), OPTIONS)) {
      assertThat(decoder.description().backend())
          .startsWith("cuda (Emulated device, sm_80) with layers 0 to ")
          .contains(", cuda (Emulated device, sm_80) with layers ");
      assertThat(run(decoder, 7)).isDeepEqualTo(chunks);
      assertThat(run(decoder, 1)).isDeepEqualTo(steps);
    }
    assertThat(driver.complaints()).isZero();
  }

  /** Too little for the model, enough for its parts. */
  private int spreadingLimit(String name, int devices) {
    int whole = kibibytes(model(name));
    int limit = whole / devices * 5 / 4 + 600;
    assertThat(limit).isLessThan(whole);
    return limit;
  }

  @Test
  void open_withADeviceNamed_staysOnIt() {
    System.setProperty("sluice.cuda.device", "1");
    driver.devices(2, 4 << 20);
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), OPTIONS)) {
      assertThat(decoder.description().backend()).startsWith("cuda (Emulated device, sm_80): ");
    }
    driver.devices(2, 100);
    assertThatThrownBy(() -> Models.open(Fixtures.stories("Q8_0"), OPTIONS))
        .isInstanceOf(ModelLoadException.class);
  }

  @Test
  void open_ofWhatAllDevicesCannotHold_saysSo() {
    driver.devices(2, 100);
    assertThatThrownBy(() -> Models.open(Fixtures.stories("Q8_0"), OPTIONS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void forward_withOneOfTheDevicesLost_saysSo() {
    int limit = spreadingLimit("stories", 2);
    driver.devices(2, limit);
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), OPTIONS)) {
      driver.fail("cuMemcpyPeerAsync", 1, 719, true);
      assertThatThrownBy(() -> run(decoder, 1))
          .isInstanceOfSatisfying(DeviceException.class, e -> assertThat(e.isLost()).isTrue());
    }
  }
}
