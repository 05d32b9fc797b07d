package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of a GPU as a table and as JSON, against what its maker says. */
final class DeviceReport {
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

  private final String tests;
  private final String parity;
  private final int context;
  private final List<Row> rows = new ArrayList<>();
  private String device = "";

  /** One measurement; bytes are those of weights, keys and values that a step has to read. */
  record Row(
      String shape,
      String type,
      String test,
      double millis,
      double tokensPerSecond,
      double bytesPerSecond,
      double operationsPerSecond,
      long memoryBytes) {}

  DeviceReport(String tests, String parity, int context) {
    this.tests = tests;
    this.parity = parity;
    this.context = context;
  }

  void add(String backend, Row row) {
    device = device.isEmpty() ? backend : device;
    rows.add(row);
  }

  private double[] peak() {
    return PEAKS.entrySet().stream()
        .filter(entry -> device.contains(entry.getKey() + ","))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new double[] {Double.NaN, Double.NaN});
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Device: %s. Tests on the device: %s. Greedy ids of CPU and GPU: %s. Decoding at context %d.%n%n"
            .formatted(device, tests, parity, context));
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

  String json() {
    StringBuilder text = new StringBuilder();
    text.append(
        "{\"device\": \"%s\", \"tests\": \"%s\", \"parity\": \"%s\", \"rows\": ["
            .formatted(device, tests, parity));
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
