package dev.sluice.standalone.measure;

import dev.sluice.codec.Tokenizer;
import dev.sluice.engine.model.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The passkey test (Position Interpolation, arXiv 2306.15595, section 3.4): five random digits
 * hidden {@code k} tokens before the end of a long text, several trials for each {@code k}.
 */
public final class PasskeyRetrieval {
  private final Tokenizer tokenizer;
  private final LongSupplier nanoTime;
  private final PasskeyTrial trial;
  private final int capacityTokens;

  /**
   * What to run.
   *
   * @param context tokens of prompt and answer
   * @param distances of the key from the end of the prompt; empty for {@code points} of them spread
   *     evenly over the context, the last one the longest possible
   * @param trials keys per distance
   * @param seed of the keys
   */
  public record Plan(int context, List<Integer> distances, int points, int trials, long seed) {}

  public PasskeyRetrieval(Decoder decoder, Tokenizer tokenizer) {
    this(decoder, tokenizer, System::nanoTime);
  }

  PasskeyRetrieval(Decoder decoder, Tokenizer tokenizer, LongSupplier nanoTime) {
    this.tokenizer = tokenizer;
    this.nanoTime = nanoTime;
    this.trial = new PasskeyTrial(decoder, tokenizer);
    this.capacityTokens = DecoderRun.capacityTokens(decoder);
  }

  /**
   * Distances are run in ascending order: a prompt then shares all text before its key with the one
   * before, and that is not run again.
   *
   * @throws MeasureException when a distance is not possible in the context
   */
  public PasskeyResult measure(Plan plan, Watcher watcher) {
    if (plan.context() > capacityTokens) {
      throw new MeasureException(
          "The context is "
              + plan.context()
              + " tokens, and a sequence has at most "
              + capacityTokens
              + " here.");
    }
    List<PasskeyPrompt> prompts = prompts(plan);
    long total = cost(prompts);
    long start = nanoTime.getAsLong();
    long done = 0;
    watcher.at(0, total);
    List<PasskeyResult.Point> points = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += plan.trials()) {
      List<PasskeyTrial.Outcome> outcomes = new ArrayList<>();
      for (PasskeyPrompt prompt : prompts.subList(from, from + plan.trials())) {
        PasskeyTrial.Outcome outcome = trial.run(prompt);
        outcomes.add(outcome);
        done += outcome.promptTokens();
        watcher.at(done, total);
      }
      points.add(point(prompts.get(from).distance(), outcomes));
    }
    return new PasskeyResult(plan.context(), points, done, (nanoTime.getAsLong() - start) / 1e9);
  }

  private List<PasskeyPrompt> prompts(Plan plan) {
    PasskeyPrompts prompts = new PasskeyPrompts(tokenizer, plan.context());
    boolean isSpread = plan.distances().isEmpty();
    int count = isSpread ? plan.points() : plan.distances().size();
    List<String> keys = keys(plan.seed(), count * plan.trials()).toList();
    int[] distances =
        isSpread
            ? spread(prompts, keys, plan)
            : plan.distances().stream().mapToInt(d -> d).sorted().distinct().toArray();
    return IntStream.range(0, distances.length * plan.trials())
        .mapToObj(i -> prompts.prompt(keys.get(i), distances[i / plan.trials()]))
        .toList();
  }

  private static int[] spread(PasskeyPrompts prompts, List<String> keys, Plan plan) {
    int shortest = keys.stream().mapToInt(prompts::shortestDistance).max().orElseThrow();
    int longest = prompts.longestDistance();
    if (shortest > longest) {
      throw new MeasureException(
          "A context of "
              + plan.context()
              + " tokens is too short for the passkey test, which needs "
              + (plan.context() + shortest - longest)
              + " of this model's.");
    }
    return IntStream.rangeClosed(1, plan.points())
        .map(i -> (int) ((long) longest * i / plan.points()))
        .map(distance -> Math.max(shortest, distance))
        .distinct()
        .toArray();
  }

  private static Stream<String> keys(long seed, int count) {
    return new SplittableRandom(seed)
        .ints(count, 0, 100_000)
        .mapToObj(key -> String.format(Locale.ROOT, "%05d", key));
  }

  /** Prompt tokens that will have to be run. */
  private static long cost(List<PasskeyPrompt> prompts) {
    long tokens = 0;
    int[] before = {};
    for (PasskeyPrompt prompt : prompts) {
      tokens += prompt.ids().length - PasskeyTrial.kept(before, prompt.ids());
      before = prompt.ids();
    }
    return tokens;
  }

  private static PasskeyResult.Point point(int distance, List<PasskeyTrial.Outcome> outcomes) {
    return new PasskeyResult.Point(
        distance,
        outcomes.size(),
        (int) outcomes.stream().filter(PasskeyTrial.Outcome::isFound).count(),
        outcomes.stream().mapToDouble(PasskeyTrial.Outcome::logprob).average().orElseThrow(),
        outcomes.stream().map(PasskeyTrial.Outcome::text).toList());
  }
}
