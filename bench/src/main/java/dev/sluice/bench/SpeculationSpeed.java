package dev.sluice.bench;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.Speculation;
import dev.sluice.engine.model.DecoderOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoding speed with and without guessed tokens, taking turns, on a text to repeat and on a free
 * one; also checks that both say the same. {@code bench/engine.sh speculation} runs it.
 */
public final class SpeculationSpeed {
  private static final int TOKENS = 128;
  private static final int ROUNDS = 3;
  private static final long CACHE_BYTES = 256L << 20;
  private static final String TEXT =
      """
      public record Account(String owner, long balance) {
        public Account deposit(long amount) {
          if (amount <= 0) {
            throw new IllegalArgumentException("amount must be positive, not " + amount);
          }
          return new Account(owner, balance + amount);
        }
        public Account withdraw(long amount) {
          if (amount <= 0) {
            throw new IllegalArgumentException("amount must be positive, not " + amount);
          }
          return new Account(owner, balance - amount);
        }
      }
      """;

  private SpeculationSpeed() {}

  /**
   * @param args a model with a ChatML template, then the most tokens to guess, 8 if absent, then
   *     what the names of the cases begin with, all if absent
   */
  public static void main(String[] args) throws InterruptedException {
    Path model = Path.of(args[0]);
    int drafts = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    try (Tokenizer tokenizer = Tokenizers.open(model);
        InferenceEngine off = engine(model, 0);
        InferenceEngine on = engine(model, drafts)) {
      for (Map.Entry<String, Case> entry : cases(tokenizer).entrySet()) {
        if (args.length > 2 && !entry.getKey().startsWith(args[2])) {
          continue;
        }
        for (int streams : new int[] {1, 4}) {
          compare(entry.getKey(), entry.getValue(), streams, off, on);
        }
      }
    }
  }

  private record Case(int[] prompt, SamplingSpec sampling) {}

  private static Map<String, Case> cases(Tokenizer tokenizer) {
    SamplingSpec warm = new SamplingSpec(0.8f, 0, 0.95f, 0, 1, 0, 0, Map.of(), 7);
    Map<String, Case> cases = new LinkedHashMap<>();
    int[] repeat = chat(tokenizer, "Repeat this code exactly as it is:\n\n" + TEXT);
    int[] story = chat(tokenizer, "Write a story about the keeper of a lighthouse.");
    cases.put("repeat, greedy", new Case(repeat, SamplingSpec.greedy()));
    cases.put("repeat, temperature 0.8", new Case(repeat, warm));
    cases.put("story, greedy", new Case(story, SamplingSpec.greedy()));
    cases.put("story, temperature 0.8", new Case(story, warm));
    return cases;
  }

  private static int[] chat(Tokenizer tokenizer, String text) {
    return tokenizer.encode(
        "<|im_start|>user\n" + text + "<|im_end|>\n<|im_start|>assistant\n", true);
  }

  private static InferenceEngine engine(Path model, int drafts) {
    DecoderOptions options = new DecoderOptions("auto", 0, 2048, CACHE_BYTES, 256, 64);
    Batching batching = new Batching(16, 1 << 20, Batching.DEFAULT_PREFILL_CHUNK_TOKENS, drafts);
    return Engines.start(new EngineSettings(model, null, options, batching, "bench"));
  }

  private static void compare(
      String name, Case test, int streams, InferenceEngine off, InferenceEngine on)
      throws InterruptedException {
    double[] slow = new double[ROUNDS];
    double[] fast = new double[ROUNDS];
    Speculation before = on.speculation();
    for (int round = -1; round < ROUNDS; round++) { // the first one warms up
      TimedStream[] plain = run(off, test, streams);
      TimedStream[] guessed = run(on, test, streams);
      for (int i = 0; i < streams; i++) {
        if (!plain[i].ids.equals(guessed[i].ids)) {
          throw new IllegalStateException("guessing changed the output of: " + name);
        }
      }
      if (round >= 0) {
        slow[round] = rate(plain);
        fast[round] = rate(guessed);
      }
    }
    long drafted = on.speculation().draftTokens() - before.draftTokens();
    long accepted = on.speculation().acceptedTokens() - before.acceptedTokens();
    Arrays.sort(slow);
    Arrays.sort(fast);
    System.out.printf(
        "%-24s streams %d  off %6.1f tok/s  on %6.1f tok/s  x%.2f  guessed %d, right %d of %d%n",
        name,
        streams,
        slow[ROUNDS / 2],
        fast[ROUNDS / 2],
        fast[ROUNDS / 2] / slow[ROUNDS / 2],
        drafted,
        accepted,
        (ROUNDS + 1) * streams * TOKENS);
  }

  private static TimedStream[] run(InferenceEngine engine, Case test, int streams)
      throws InterruptedException {
    TimedStream[] all = new TimedStream[streams];
    for (int i = 0; i < streams; i++) {
      all[i] = TimedStream.submit(engine, test.prompt(), TOKENS, test.sampling());
    }
    for (TimedStream stream : all) {
      stream.await();
    }
    return all;
  }

  private static double rate(TimedStream... streams) {
    return Arrays.stream(streams).mapToDouble(TimedStream::tokensPerSecond).sum();
  }
}
