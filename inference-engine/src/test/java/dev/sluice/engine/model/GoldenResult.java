package dev.sluice.engine.model;

import dev.sluice.engine.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** How far a decoder is from its reference, over all prompts that were added. */
final class GoldenResult {
  float maxDifference;
  double maxDivergence;
  int steps;
  int agreements;

  /** Prefills the prompt in one step and decodes the reference's tokens one by one. */
  void add(Decoder decoder, Path reference, JsonNode prompt) {
    int[] ids = Fixtures.ints(prompt.get("ids"));
    int[] greedy = Fixtures.ints(prompt.get("greedy"));
    int[] all = new int[ids.length + greedy.length - 1];
    System.arraycopy(ids, 0, all, 0, ids.length);
    System.arraycopy(greedy, 0, all, ids.length, greedy.length - 1);
    float[][] rows = decode(decoder, all, ids.length);
    for (int k = 0; k < greedy.length; k++) {
      steps++;
      agreements += Sequences.argmax(rows[ids.length - 1 + k]) == greedy[k] ? 1 : 0;
    }
    JsonNode file = prompt.get("logits");
    if (file != null && Files.exists(reference.resolveSibling(file.asString()))) {
      compare(rows, Fixtures.floats(reference.resolveSibling(file.asString())));
    }
  }

  private static float[][] decode(Decoder decoder, int[] all, int prompt) {
    int[] blocks = Sequences.blocks(0, all.length);
    int[] head = java.util.Arrays.copyOf(all, prompt);
    float[][] first = Sequences.logits(decoder, head, prompt, blocks, 0, prompt);
    float[][] rest = Sequences.logits(decoder, all, prompt, blocks, prompt, 1);
    float[][] rows = java.util.Arrays.copyOf(first, all.length);
    System.arraycopy(rest, 0, rows, prompt, rest.length);
    return rows;
  }

  private void compare(float[][] rows, float[] expected) {
    int vocabulary = expected.length / rows.length;
    if (vocabulary != rows[0].length || expected.length % rows.length != 0) {
      throw new AssertionError("the reference has " + expected.length + " logits");
    }
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < vocabulary; i++) {
        float difference = Math.abs(rows[r][i] - expected[r * vocabulary + i]);
        maxDifference = difference <= maxDifference ? maxDifference : difference;
      }
      float[] row = java.util.Arrays.copyOfRange(expected, r * vocabulary, (r + 1) * vocabulary);
      maxDivergence = Math.max(maxDivergence, divergence(row, rows[r]));
    }
  }

  /** Kullback-Leibler divergence of the model's distribution from the reference's, in nats. */
  private static double divergence(float[] reference, float[] actual) {
    double a = logSumExp(reference);
    double b = logSumExp(actual);
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double log = reference[i] - a;
      sum += Math.exp(log) * (log - (actual[i] - b));
    }
    return Math.max(0, sum);
  }

  private static double logSumExp(float[] row) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : row) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (float value : row) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }
}
