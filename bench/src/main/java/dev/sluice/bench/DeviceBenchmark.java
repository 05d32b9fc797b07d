package dev.sluice.bench;

import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Greedy decoding and prefill of whole models' shapes with random weights on a GPU, written as
 * {@code gpu.json} and {@code gpu.md} after each shape, so that a run that is cut short leaves what
 * it has. {@code bench/gpu.sh} runs it; by hand: {@code java ... dev.sluice.bench.DeviceBenchmark
 * --tests "not run" --parity "not run" --out FOLDER}.
 */
public final class DeviceBenchmark {
  /** Another shape and a short context, to try the measurement where there is no GPU. */
  private static final boolean IS_TRIAL = Boolean.getBoolean("sluice.bench.trial");

  private static final int CONTEXT = IS_TRIAL ? 64 : 2048;
  private static final int PROMPT = IS_TRIAL ? 64 : 512;
  private static final int REPETITIONS = IS_TRIAL ? 1 : 15;
  private static final String[] OPTIONS = {"--tests", "--parity", "--out"};

  private final DeviceReport report;
  private final Path folder;

  private DeviceBenchmark(DeviceReport report, Path folder) {
    this.report = report;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    for (int i = 0; i < OPTIONS.length; i++) {
      if (args.length != 2 * OPTIONS.length || !args[2 * i].equals(OPTIONS[i])) {
        throw new IllegalArgumentException("usage: --tests RESULT --parity RESULT --out FOLDER");
      }
    }
    DeviceBenchmark benchmark =
        new DeviceBenchmark(new DeviceReport(args[1], args[3], CONTEXT), Path.of(args[5]));
    if (IS_TRIAL) {
      benchmark.measure(DecoderShape.TINY, ElementType.F16);
      return;
    }
    benchmark.measure(DecoderShape.PHI_1_5, ElementType.F16);
    benchmark.measure(DecoderShape.LLAMA_1B, ElementType.Q4_0);
    benchmark.measure(DecoderShape.LLAMA_1B, ElementType.Q8_0);
    benchmark.measure(DecoderShape.LLAMA_8B, ElementType.Q4_K);
    benchmark.measure(DecoderShape.LLAMA_8B, ElementType.F16);
  }

  private void measure(DecoderShape shape, ElementType type) throws IOException {
    System.setProperty("sluice.cuda.tensor-cores", "false");
    System.setProperty("sluice.cuda.kv", "f32");
    measureExact(shape, type);
    System.setProperty("sluice.cuda.tensor-cores", "true");
    System.setProperty("sluice.cuda.kv", "f16");
    measureFast(shape, type);
    Files.writeString(folder.resolve("gpu.md"), report.markdown());
    Files.writeString(folder.resolve("gpu.json"), report.json());
  }

  private void measureExact(DecoderShape shape, ElementType type) {
    ComputeBackend backend = Backends.choose("cuda").provider().open(1);
    int most = mostSequences(shape, type, backend);
    try (ShapeRun run = open(shape, type, backend, most)) {
      for (int batch : new int[] {1, 4, 16, 64}) {
        if (batch <= most) {
          ForwardBatch tokens = run.batch(batch, CONTEXT, 1);
          add(shape, type, "decode %d".formatted(batch), run, tokens, true, backend);
          add(shape, type, "decode %d, no graph".formatted(batch), run, tokens, false, backend);
        }
      }
      add(shape, type, "prefill " + PROMPT, run, run.batch(1, PROMPT, PROMPT), false, backend);
    }
  }

  /**
   * What is off by default: products of many tokens on the tensor cores, keys and values halved.
   */
  private void measureFast(DecoderShape shape, ElementType type) {
    ComputeBackend backend = Backends.choose("cuda").provider().open(1);
    int most = mostSequences(shape, type, backend);
    try (ShapeRun run = open(shape, type, backend, most)) {
      String name = "tensor cores, f16 keys and values";
      add(shape, type, "decode 1, " + name, run, run.batch(1, CONTEXT, 1), true, backend);
      ForwardBatch many = run.batch(most, CONTEXT, 1);
      add(shape, type, "decode %d, %s".formatted(most, name), run, many, true, backend);
      ForwardBatch prompt = run.batch(1, PROMPT, PROMPT);
      add(shape, type, "prefill %d, %s".formatted(PROMPT, name), run, prompt, false, backend);
    }
  }

  private static ShapeRun open(
      DecoderShape shape, ElementType type, ComputeBackend backend, int sequences) {
    return new ShapeRun(shape, type, backend, PROMPT, sequences * Math.ceilDiv(CONTEXT, 16));
  }

  private static int mostSequences(DecoderShape shape, ElementType type, ComputeBackend backend) {
    long kv = 64L * CONTEXT * shape.kvBytesPerToken(backend.kvType());
    return backend.freeBytes() > shape.weightBytes(type) + kv + (2L << 30) ? 64 : 4;
  }

  private void add(
      DecoderShape shape,
      ElementType type,
      String test,
      ShapeRun run,
      ForwardBatch batch,
      boolean replays,
      ComputeBackend backend) {
    double seconds = median(run, batch, replays);
    int tokens = batch.tokenCount();
    long kv = 0;
    for (int t = 0; t < tokens; t++) {
      kv += (batch.position(t) + 1) * shape.kvBytesPerToken(backend.kvType());
    }
    double bytes = shape.weightBytes(type) + (tokens == batch.sequenceCount() ? kv : 0);
    DeviceReport.Row row =
        new DeviceReport.Row(
            shape.name(),
            type.name(),
            test,
            seconds * 1e3,
            tokens / seconds,
            bytes / seconds,
            2.0 * shape.parameters() * tokens / seconds,
            backend.ledger().totalBytes());
    report.add(backend.describe(), row);
    System.err.println("gpu: " + row);
  }

  private static double median(ShapeRun run, ForwardBatch batch, boolean replays) {
    double[] seconds = new double[REPETITIONS];
    for (int i = -3; i < REPETITIONS; i++) {
      long start = System.nanoTime();
      run.step(batch, replays);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    return seconds[REPETITIONS / 2];
  }
}
