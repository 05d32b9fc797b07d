package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Comparing with exact values catches a mistake in how any type of weight is read. */
@Tag("emulated")
@BackendTest
class BrokenWeightTest {
  private static final int ROWS = 3;

  private static final Set<ElementType> COMPILED = EnumSet.noneOf(ElementType.class);

  @TempDir Path cache;

  static Stream<Arguments> mutants() {
    return Stream.of(
        of(ElementType.F32, "w[4] = high.x", "w[4] = low.x"),
        of(ElementType.F16, "parts[i / 2] >> i % 2 * 16", "parts[i / 2] >> 16 - i % 2 * 16"),
        of(
            ElementType.BF16,
            "widen((unsigned short)(parts",
            "half_to_float((unsigned short)(parts"),
        of(ElementType.Q4_0, "code - 8", "code - 7"),
        of(ElementType.Q4_1, "(float)code * d + m", "((float)code + m) * d"),
        of(ElementType.Q5_0, "fifths >> i & 1", "fifths >> (i ^ 1) & 1"),
        of(ElementType.Q5_1, "load_half(block + 2)", "load_half(block)"),
        of(ElementType.Q8_0, "load_pair(codes + 4)", "load_pair(codes + 2)"),
        of(ElementType.Q8_0, "(size_t)(k / 32) * 34", "(size_t)(k / 32) * 32"),
        of(ElementType.Q2_K, "factors >> 4", "factors & 15"),
        of(ElementType.Q3_K, "packed[8 + group % 4]", "packed[8 + group / 4]"),
        of(ElementType.Q4_K, "packed[group - 4] >> 6 << 4", "packed[group] >> 6 << 4"),
        of(ElementType.Q5_K, "fifths.x >> group", "fifths.x >> group / 2"),
        of(ElementType.Q6_K, "block[192 + k % 256 / 16]", "block[192 + k % 256 / 32]"),
        of(ElementType.IQ4_NL, "k % 32 / 16 * 4", "0"),
        of(ElementType.IQ4_XS, ">> 2 * group & 3", ">> group & 3"),
        of(ElementType.MXFP4, "(exponent - 1) << 23", "exponent << 23"),
        of(ElementType.NVFP4, "half_of_e4m3(block[group])", "half_of_e4m3(block[0])"),
        of(ElementType.TQ1_0, "digit == 2 ? 9", "digit == 2 ? 6"),
        of(ElementType.TQ2_0, "k % 128 / 32 * 2", "k % 64 / 32 * 2"),
        of(ElementType.IQ1_S, "word >> 15 ? -1 : 1", "word >> 15 ? 1 : -1"),
        of(ElementType.IQ1_M, "group % 4 * 3", "group % 4 * 2"),
        of(ElementType.IQ2_XXS, "(__popc(stored) & 1) << 7", "0"),
        of(ElementType.IQ2_XS, "word & 511", "word & 255"),
        of(ElementType.IQ2_S, "block[34 + part]", "block[34 + part / 2]"),
        of(ElementType.IQ3_XXS, "POINTS[index[1]] << 16", "POINTS[index[0]] << 16"),
        of(ElementType.IQ3_S, "ninths >> 1 & 1", "ninths & 1"));
  }

  private static Arguments of(ElementType type, String from, String to) {
    return BrokenKernel.of(KernelUnit.matmul(type), from, to);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_ofAType_isCaught(BrokenKernel mutant) throws IOException {
    ElementType type = typeOf(mutant);
    if (COMPILED.add(type)) {
      assertThat(difference(type)).isZero();
    }
    mutant.isCaught(cache, 1e-6, () -> difference(type));
  }

  @Test
  void mutants_cover_everyType() {
    assertThat(mutants().map(a -> typeOf((BrokenKernel) a.get()[0])).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(ElementType.values());
  }

  private static ElementType typeOf(BrokenKernel mutant) {
    return Arrays.stream(ElementType.values())
        .filter(type -> KernelUnit.matmul(type).equals(mutant.unit()))
        .findFirst()
        .orElseThrow();
  }

  /** Products with the rows of the unit matrix are the weights. */
  private static double difference(ElementType type) {
    int columns = Math.max(64, type.blockElements());
    Tensor stored = TestWeights.random(type, ROWS, columns, new Random(type.id()));
    try (ComputeBackend device = TestBackends.open()) {
      Tensor unit = device.allocate("unit", columns, columns);
      Tensor out = device.allocate("out", columns, ROWS);
      for (int k = 0; k < columns; k++) {
        float[] row = new float[columns];
        row[k] = 1;
        device.write(unit, k, row, columns);
      }
      try (Weight weight = device.prepare(stored)) {
        device.matmul(unit, weight, columns, out);
      }
      return largest(stored, device, out);
    } catch (DeviceException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static double largest(Tensor stored, ComputeBackend device, Tensor out) {
    double largest = 0;
    float[] expected = new float[stored.columns()];
    float[] actual = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      Dequantizer.row(stored.type(), stored.data(), stored.offset(r), expected, 0, expected.length);
      for (int k = 0; k < expected.length; k++) {
        device.read(out, k, actual, ROWS);
        double difference = Math.abs((double) expected[k] - actual[r]);
        largest = Math.max(largest, Double.isNaN(difference) ? 1e9 : difference);
      }
    }
    return largest;
  }
}
