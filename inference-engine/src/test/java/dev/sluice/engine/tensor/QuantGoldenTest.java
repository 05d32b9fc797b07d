package dev.sluice.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dequantised blocks, bit for bit, against ggml's values. */
class QuantGoldenTest {

  static Stream<ElementType> storedTypes() {
    return Arrays.stream(ElementType.values())
        .filter(Dequantizer::supports)
        .filter(t -> t != ElementType.F32);
  }

  static Stream<ElementType> scaledTypes() {
    return storedTypes().filter(t -> GroupedCodes.groupSize(t) != 0);
  }

  @Test
  void supports_everyType_hasNoGap() {
    assertThat(ElementType.values()).allMatch(Dequantizer::supports);
  }

  @ParameterizedTest
  @MethodSource("storedTypes")
  void row_ofGoldenBlocks_isBitEqual(ElementType type) throws IOException {
    MemorySegment blocks = blocks(type);
    float[] expected = expected(type);
    float[] actual = new float[expected.length];
    Dequantizer.row(type, blocks, 0, actual, 0, actual.length);
    assertThat(Arrays.mismatch(bits(actual), bits(expected))).as("first difference").isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("scaledTypes")
  void codes_scaledAndShifted_giveTheSameValues(ElementType type) throws IOException {
    MemorySegment blocks = blocks(type);
    float[] expected = expected(type);
    int group = GroupedCodes.groupSize(type);
    byte[] codes = new byte[type.blockElements()];
    float[] scales = new float[codes.length / group];
    float[] offsets = new float[codes.length / group];
    for (int i = 0; i < expected.length; i++) {
      int inBlock = i % codes.length;
      if (inBlock == 0) {
        long at = (long) i / codes.length * type.blockBytes();
        GroupedCodes.block(type, blocks, at, codes, 0, scales, offsets, 0);
      }
      float value = scales[inBlock / group] * codes[inBlock] + offsets[inBlock / group];
      assertThat(value).as("%s value %d", type, i).isEqualTo(expected[i] + 0f);
    }
  }

  @ParameterizedTest
  @MethodSource("scaledTypes")
  void codeWords_takenApart_giveTheSameValues(ElementType type) throws IOException {
    MemorySegment blocks = blocks(type);
    float[] expected = expected(type);
    int group = GroupedCodes.groupSize(type);
    int bits = Integer.SIZE / CodeWords.codesPerWord(type);
    CodeWords block = new CodeWords(type);
    for (int i = 0; i < expected.length; i++) {
      int inBlock = i % type.blockElements();
      if (inBlock == 0) {
        block.read(blocks, (long) i / type.blockElements() * type.blockBytes());
      }
      int word = block.word(inBlock * bits / Integer.SIZE);
      int code = word << Integer.SIZE - bits - inBlock * bits % Integer.SIZE;
      int value = bits == 4 ? code >>> Integer.SIZE - bits : code >> Integer.SIZE - bits;
      int inGroup = inBlock / group;
      assertThat(block.scale(inGroup) * value + block.offset(inGroup))
          .as("%s value %d", type, i)
          .isEqualTo(expected[i] + 0f);
    }
  }

  private static MemorySegment blocks(ElementType type) throws IOException {
    return MemorySegment.ofArray(Files.readAllBytes(file(type, ".blocks")));
  }

  private static float[] expected(ElementType type) {
    return Fixtures.floats(file(type, ".f32"));
  }

  private static Path file(ElementType type, String suffix) {
    return Fixtures.folder("quant").resolve(type + suffix);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }
}
