package dev.sluice.bench;

import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decode and prefill of whole models' shapes with random weights on a GPU, written as {@code
 * gpu.json} and {@code gpu.md}. {@code bench/gpu.sh} runs it; by hand: {@code java ...
 * dev.sluice.bench.DeviceBenchmark --tests "not run" --out FOLDER}.
 */
public final class DeviceBenchmark {
  private static final int CONTEXT = 2048;
  private static final int PROMPT = 512;
  private static final int REPETITIONS = 20;

  /** Bytes and single-precision operations per second by the makers' data sheets. */
  private static final Map<String, double[]> PEAKS =
      Map.of(
          "A100-SXM4-80GB", new double[] {2039e9, 19.5e12},
          "A100-PCIE-40GB", new double[] {1555e9, 19.5e12},
          "A100-SXM4-40GB", new double[] {1555e9, 19.5e12},
          "H100 80GB HBM3", new double[] {3350e9, 67e12},
          "H200", new double[] {4800e9, 67e12},
          "L4", new double[] {300e9, 30.3e12},
          "L40S", new double[] {864e9, 91.6e12},
          "T4", new double[] {320e9, 8.1e12});

  private record Row(
      String shape,
      String type,
      String test,
      double millis,
      double tokensPerSecond,
      double bytesPerSecond,
      double operationsPerSecond,
      long memoryBytes) {}

  private final List<Row> rows = new ArrayList<>();
  private String device = "";

  private DeviceBenchmark() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 4 || !args[0].equals("--tests") || !args[2].equals("--out")) {
      throw new IllegalArgumentException("usage: --tests RESULT --out FOLDER");
    }
    DeviceBenchmark benchmark = new DeviceBenchmark();
    benchmark.measure(DecoderShape.PHI_1_5, ElementType.F16);
    benchmark.measure(DecoderShape.PHI_1_5, ElementType.Q8_0);
    benchmark.measure(DecoderShape.LLAMA_1B, ElementType.Q4_0);
    benchmark.measure(DecoderShape.LLAMA_8B, ElementType.F16);
    benchmark.measure(DecoderShape.LLAMA_8B, ElementType.Q4_K);
    Path folder = Path.of(args[3]);
    Files.writeString(folder.resolve("gpu.md"), benchmark.markdown(args[1]));
    Files.writeString(folder.resolve("gpu.json"), benchmark.json(args[1]));
  }

  private void measure(DecoderShape shape, ElementType type) {
    ComputeBackend backend = Backends.choose("cuda").provider().open(1);
    device = backend.describe();
    long need = shape.weightBytes(type) + 64L * CONTEXT * shape.kvBytesPerToken();
    int most = backend.freeBytes() > need + (2L << 30) ? 64 : 4;
    try (ShapeRun run =
        new ShapeRun(shape, type, backend, PROMPT, most * Math.ceilDiv(CONTEXT, 16))) {
      for (int batch : new int[] {1, 16, 64}) {
        if (batch <= most) {
          add(shape, type, "decode, batch " + batch, run, run.batch(batch, CONTEXT, 1), backend);
        }
      }
      add(shape, type, "prefill " + PROMPT, run, run.batch(1, PROMPT, PROMPT), backend);
    }
  }

  private void add(
      DecoderShape shape,
      ElementType type,
      String test,
      ShapeRun run,
      ForwardBatch batch,
      ComputeBackend backend) {
    double seconds = median(run, batch);
    int tokens = batch.tokenCount();
    long kv = 0;
    for (int t = 0; t < tokens; t++) {
      kv += (batch.position(t) + 1) * shape.kvBytesPerToken();
    }
    double bytes = shape.weightBytes(type) + (tokens == batch.sequenceCount() ? kv : 0);
    rows.add(
        new Row(
            shape.name(),
            type.name(),
            test,
            seconds * 1e3,
            tokens / seconds,
            bytes / seconds,
            2.0 * shape.parameters() * tokens / seconds,
            backend.ledger().totalBytes()));
  }

  private static double median(ShapeRun run, ForwardBatch batch) {
    double[] seconds = new double[REPETITIONS];
    for (int i = -3; i < REPETITIONS; i++) {
      long start = System.nanoTime();
      run.step(batch);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    return seconds[REPETITIONS / 2];
  }

  private double[] peak() {
    return PEAKS.entrySet().stream()
        .filter(entry -> device.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new double[] {Double.NaN, Double.NaN});
  }

  private String markdown(String tests) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Device: %s. Tests on the device: %s. Context %d.%n%n".formatted(device, tests, CONTEXT));
    text.append(
        "| shape | type | test | ms per step | tokens/s | GB/s | of peak | TFLOP/s | of peak | memory, GB |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.3f | %.0f | %.0f | %s | %.2f | %s | %.2f |%n",
              row.shape(),
              row.type(),
              row.test(),
              row.millis(),
              row.tokensPerSecond(),
              row.bytesPerSecond() / 1e9,
              percent(row.bytesPerSecond() / peak()[0]),
              row.operationsPerSecond() / 1e12,
              percent(row.operationsPerSecond() / peak()[1]),
              row.memoryBytes() / 1e9));
    }
    return text.toString();
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "unknown" : Math.round(100 * share) + " %";
  }

  private String json(String tests) {
    StringBuilder text = new StringBuilder();
    text.append("{\"device\": \"%s\", \"tests\": \"%s\", \"rows\": [".formatted(device, tests));
    for (Row row : rows) {
      text.append(row == rows.getFirst() ? "\n" : ",\n");
      text.append(
          String.format(
              Locale.ROOT,
              "{\"shape\": \"%s\", \"type\": \"%s\", \"test\": \"%s\", \"ms\": %.4f,"
                  + " \"tok_per_s\": %.2f, \"bytes_per_s\": %.4g, \"flop_per_s\": %.4g,"
                  + " \"memory_bytes\": %d}",
              row.shape(),
              row.type(),
              row.test(),
              row.millis(),
              row.tokensPerSecond(),
              row.bytesPerSecond(),
              row.operationsPerSecond(),
              row.memoryBytes()));
    }
    return text.append("\n]}\n").toString();
  }
}
