package dev.sluice.engine.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Blocks against those that gguf-py makes, and the error of the K types against ggml's. */
class QuantizerGoldenTest {
  private static final Path GOLDEN = Fixtures.resource("golden/quantize");
  private static final int COLUMNS = 256;

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
  void rows_ofPlainFormat_areGgmlsBytes(ElementType type) throws IOException {
    byte[] expected = Files.readAllBytes(GOLDEN.resolve(type + ".blocks"));
    assertThat(quantized(type, values())).isEqualTo(expected);
  }

  /** No row may be much worse, and on the whole ours must be better. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_K", "Q5_K", "Q6_K"})
  void rows_ofKFormat_areAsCloseAsGgmls(ElementType type) {
    float[] values = values();
    float[] read = read(type, quantized(type, values));
    JsonNode reference = Fixtures.json(GOLDEN.resolve("index.json")).get("rms").get(type.name());
    double logRatios = 0;
    for (int row = 0; row < reference.size(); row++) {
      double ratio = rms(values, read, row) / reference.get(row).asDouble();
      assertThat(ratio).as("row %d against ggml", row).isLessThan(1.05);
      logRatios += Math.log(ratio);
    }
    assertThat(logRatios).isLessThanOrEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_K", "Q5_K", "Q6_K", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
  void rows_ofZeros_areZeros(ElementType type) {
    float[] zeros = new float[COLUMNS];
    for (float value : read(type, quantized(type, zeros))) {
      assertThat(Math.abs(value)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "Q4_K", "Q6_K", "Q8_0", "F32"})
  void rows_withUnusableValue_giveItsIndex(ElementType type) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -Float.MAX_VALUE}) {
      float[] values = new float[COLUMNS];
      values[77] = bad;
      int expected = type == ElementType.F32 && Float.isFinite(bad) ? -1 : 77;
      byte[] out = new byte[(int) type.rowBytes(COLUMNS)];
      assertThat(new Quantizer(type).rows(values, 0, COLUMNS, out, 0)).isEqualTo(expected);
    }
  }

  @Test
  void rows_afterOtherRows_doNotDependOnThem() {
    float[] values = values();
    byte[] alone = new byte[144];
    Quantizer used = new Quantizer(ElementType.Q4_K);
    new Quantizer(ElementType.Q4_K).rows(values, 14 * COLUMNS, COLUMNS, alone, 0);
    used.rows(values, 0, 14 * COLUMNS, new byte[14 * 144], 0);
    byte[] later = new byte[144];
    used.rows(values, 14 * COLUMNS, COLUMNS, later, 0);
    assertThat(later).isEqualTo(alone);
  }

  private static double rms(float[] expected, float[] actual, int row) {
    double squares = 0;
    for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
      squares += ((double) expected[i] - actual[i]) * ((double) expected[i] - actual[i]);
    }
    return Math.sqrt(squares / COLUMNS);
  }

  private static float[] values() {
    return Fixtures.floats(GOLDEN.resolve("values.f32"));
  }

  private static byte[] quantized(ElementType type, float[] values) {
    byte[] blocks = new byte[(int) type.rowBytes(values.length)];
    assertThat(new Quantizer(type).rows(values, 0, values.length, blocks, 0)).isEqualTo(-1);
    return blocks;
  }

  private static float[] read(ElementType type, byte[] blocks) {
    float[] values = new float[blocks.length / type.blockBytes() * type.blockElements()];
    Dequantizer.row(type, MemorySegment.ofArray(blocks), 0, values, 0, values.length);
    return values;
  }
}
