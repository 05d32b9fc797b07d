package dev.sluice.standalone.command;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ModelDescription;
import dev.sluice.engine.model.Models;
import dev.sluice.standalone.measure.BenchmarkCase;
import dev.sluice.standalone.measure.BenchmarkResult;
import dev.sluice.standalone.measure.DecoderBenchmark;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice bench}: rates in the terms of llama-bench. */
@Command(
    name = "bench",
    description = "Measures prefill (pp) and decode (tg) tokens per second, as llama-bench does.")
final class BenchCommand implements Callable<Integer> {
  private static final int DEFAULT_BATCH_TOKENS = 256;

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private EngineOptions engine;

  @Option(
      names = {"-p", "--prompt-tokens"},
      paramLabel = "N",
      split = ",",
      defaultValue = "512",
      description = "Prompt lengths to prefill, 0 for none (default: ${DEFAULT-VALUE}).")
  private List<Integer> prompts;

  @Option(
      names = {"-n", "--generated-tokens"},
      paramLabel = "N",
      split = ",",
      defaultValue = "128",
      description = "Numbers of tokens to decode, 0 for none (default: ${DEFAULT-VALUE}).")
  private List<Integer> generated;

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = "Tokens in the cache before the clock starts (default: ${DEFAULT-VALUE}).")
  private List<Integer> depths;

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Timed runs of each test (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = {"-b", "--batch"},
      paramLabel = "N",
      defaultValue = "" + DEFAULT_BATCH_TOKENS,
      description = "Tokens per prefill step (default: ${DEFAULT-VALUE}).")
  private int batchTokens;

  @Option(names = "--json", description = "A JSON array instead of a table.")
  private boolean isJson;

  BenchCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    List<BenchmarkCase> cases = cases();
    DecoderOptions options = engine.decoder(batchTokens, 1);
    Path file = model.resolve(console, environment);
    try (Decoder decoder = Models.open(file, options)) {
      DecoderBenchmark benchmark = new DecoderBenchmark(decoder, batchTokens);
      List<BenchmarkResult> results = new ArrayList<>();
      for (BenchmarkCase test : cases) {
        console.err().println("sluice: " + test.label());
        results.add(benchmark.measure(test, repetitions));
      }
      print(results, decoder.description());
    }
    return 0;
  }

  private List<BenchmarkCase> cases() {
    if (repetitions < 1 || batchTokens < 1) {
      throw new ParameterException(spec.commandLine(), "-r and -b must be 1 or more");
    }
    List<BenchmarkCase> cases = new ArrayList<>();
    for (int depth : depths) {
      prompts.forEach(tokens -> add(cases, BenchmarkCase.Kind.PREFILL, tokens, depth));
      generated.forEach(tokens -> add(cases, BenchmarkCase.Kind.DECODE, tokens, depth));
    }
    if (cases.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "-p and -n are 0: nothing to measure");
    }
    return cases;
  }

  private void add(List<BenchmarkCase> cases, BenchmarkCase.Kind kind, int tokens, int depth) {
    if (tokens < 0 || depth < 0) {
      throw new ParameterException(spec.commandLine(), "-p, -n and -d must be 0 or more");
    }
    if (tokens > 0) {
      cases.add(new BenchmarkCase(kind, tokens, depth));
    }
  }

  private void print(List<BenchmarkResult> results, ModelDescription model) {
    if (isJson) {
      JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      List<Map<String, Object>> rows = results.stream().map(result -> json(result, model)).toList();
      console.out().println(mapper.writeValueAsString(rows));
    } else {
      console
          .out()
          .printf(Locale.ROOT, "%s, %s, %s%n", model.name(), model.elementType(), model.backend());
      for (BenchmarkResult result : results) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "%-16s %10.2f ± %.2f tokens/s%n",
                result.test().label(),
                result.mean(),
                result.standardDeviation());
      }
    }
    console.out().flush();
  }

  private Map<String, Object> json(BenchmarkResult result, ModelDescription model) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("test", result.test().label());
    row.put("tok_per_s", result.mean());
    row.put("stddev", result.standardDeviation());
    row.put("samples", result.tokensPerSecond());
    row.put("depth", result.test().depth());
    row.put("batch", batchTokens);
    row.put("threads", engine.threads());
    row.put("backend", model.backend());
    row.put("model", model.name());
    row.put("element_type", model.elementType());
    row.put("parameters", model.parameters());
    return row;
  }
}
