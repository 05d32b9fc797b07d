package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.PackedLattices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@code .cu} file of this package's resources with the definitions that it is compiled with.
 *
 * @param file without {@code .cu}
 * @param definitions such as {@code WEIGHT=Q8_0}
 */
record KernelUnit(String file, List<String> definitions) {
  /** Widest head in lanes' columns of 32. */
  static final int MAX_HEAD_COLUMNS = 8;

  private static final String KV_HALVES = "KV_HALVES";
  private static final String INCLUDE = "#include \"";
  private static final String WEIGHT = "WEIGHT=";

  /** Not a resource: the weight's codebook. */
  private static final String LATTICE = "lattice.cuh";

  private static final List<String> PLAIN =
      List.of(
          "activate",
          "activate_multiply",
          "add",
          "gather",
          "halves",
          "layer_norm",
          "rms_norm",
          "rope",
          "scale",
          "scatter_add",
          "softcap",
          "top");

  static KernelUnit matmul(ElementType type) {
    return new KernelUnit("matmul", List.of(WEIGHT + type));
  }

  /** For prompts, with sums on the tensor cores. */
  static KernelUnit matmulTensor(ElementType type) {
    return new KernelUnit("matmul_tensor", List.of(WEIGHT + type));
  }

  /**
   * Compiled for 1, 2, 3, 4 and 8 columns of 32 components; lanes without one idle.
   *
   * @param kvType of keys and values
   */
  static KernelUnit attention(int headDim, ElementType kvType) {
    int columns = Math.ceilDiv(headDim, 32);
    String width = "COLUMNS=" + (columns > 4 ? 8 : columns);
    return new KernelUnit(
        "attention", kvType == ElementType.F16 ? List.of(width, KV_HALVES) : List.of(width));
  }

  static KernelUnit storeKv(ElementType kvType) {
    return new KernelUnit("store_kv", kvType == ElementType.F16 ? List.of(KV_HALVES) : List.of());
  }

  /** Those that depend on nothing. */
  static List<KernelUnit> plain() {
    return PLAIN.stream().map(file -> new KernelUnit(file, List.of())).toList();
  }

  /** Everything that any model can ask for. */
  static List<KernelUnit> all() {
    Stream<KernelUnit> attention = KvCache.TYPES.stream().flatMap(KernelUnit::caching);
    Stream<KernelUnit> products =
        Arrays.stream(ElementType.values())
            .flatMap(type -> Stream.of(matmul(type), matmulTensor(type)));
    return Stream.of(plain().stream(), attention, products).flatMap(units -> units).toList();
  }

  /** Those that write and read keys and values of that type. */
  private static Stream<KernelUnit> caching(ElementType kvType) {
    return Stream.concat(
        Stream.of(storeKv(kvType)),
        IntStream.of(1, 2, 3, 4, MAX_HEAD_COLUMNS)
            .mapToObj(columns -> attention(32 * columns, kvType)));
  }

  /** The file with what it includes in place, so that one text is what is compiled and hashed. */
  String source() {
    StringBuilder text = new StringBuilder();
    append(file + ".cu", text, new HashSet<>());
    return text.toString();
  }

  private void append(String name, StringBuilder text, Set<String> seen) {
    if (!seen.add(name)) {
      return;
    }
    String content = name.equals(LATTICE) ? lattice() : read(name);
    List<String> lines = content.lines().toList();
    text.append("#line 1 \"").append(name).append("\"\n");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(INCLUDE)) {
        append(line.substring(INCLUDE.length(), line.lastIndexOf('"')), text, seen);
        text.append("#line ").append(i + 2).append(" \"").append(name).append("\"\n");
      } else if (!line.startsWith("#pragma once")) {
        text.append(line).append('\n');
      }
    }
  }

  /** The codebook as an array of words; empty for a type without one. */
  private String lattice() {
    ElementType type =
        definitions.stream()
            .filter(definition -> definition.startsWith(WEIGHT))
            .map(definition -> ElementType.valueOf(definition.substring(WEIGHT.length())))
            .findFirst()
            .orElseThrow();
    short[] points = PackedLattices.points(type);
    if (points.length == 0) {
      return "";
    }
    StringJoiner words =
        new StringJoiner(",", "__device__ const unsigned short POINTS[] = {", "};");
    for (short point : points) {
      words.add(String.valueOf(Short.toUnsignedInt(point)));
    }
    return words.toString();
  }

  private static String read(String name) {
    try (InputStream in = KernelUnit.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no kernel file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the compiler is told: a product is fused with a sum only where a kernel says so, so that
   * kernels with the same operations have the same bits.
   */
  List<String> options(Architecture architecture) {
    List<String> options = new ArrayList<>();
    options.add("--gpu-architecture=" + architecture.option());
    options.add("--std=c++17");
    options.add("--fmad=false");
    definitions.forEach(definition -> options.add("-D" + definition));
    return options;
  }

  @Override
  public String toString() {
    return definitions.isEmpty() ? file : file + definitions;
  }
}
