package dev.sluice.bench;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.Models;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Greedy ids of models on the CPU and on the GPU, with recorded steps and without: {@code java ...
 * dev.sluice.bench.DeviceParity MODEL...} prints a line for each and ends with status 1 when any id
 * differs. Prompts are random ids, eight sequences at a time.
 */
public final class DeviceParity {
  private static final int SEQUENCES = 8;
  private static final int PROMPT = 24;
  private static final int GENERATED = 64;
  private static final int BLOCKS = Math.ceilDiv(PROMPT + GENERATED, 16);

  private DeviceParity() {}

  public static void main(String[] models) {
    boolean isEqual = models.length > 0;
    for (String model : models) {
      int[][] expected = generate(Path.of(model), "vector");
      for (String graphs : new String[] {"true", "false"}) {
        System.setProperty("sluice.cuda.graphs", graphs);
        int[][] actual = generate(Path.of(model), "cuda");
        int same = 0;
        for (int s = 0; s < SEQUENCES; s++) {
          int difference = Arrays.mismatch(expected[s], actual[s]);
          same += difference < 0 ? GENERATED : difference;
        }
        System.out.printf(
            "%s, graphs %s: %d of %d ids equal%n", model, graphs, same, SEQUENCES * GENERATED);
        isEqual &= same == SEQUENCES * GENERATED;
      }
    }
    System.exit(isEqual ? 0 : 1);
  }

  /** Ids of each sequence; those after a difference say nothing. */
  private static int[][] generate(Path model, String backend) {
    DecoderOptions options =
        new DecoderOptions(backend, 0, PROMPT + GENERATED, 0, SEQUENCES * PROMPT, SEQUENCES);
    try (Decoder decoder = Models.open(model, options)) {
      Random random = new Random(1);
      int vocabulary = decoder.description().vocabSize();
      ForwardBatch batch = new ForwardBatch(SEQUENCES * PROMPT, SEQUENCES, SEQUENCES);
      for (int s = 0; s < SEQUENCES; s++) {
        batch.addSequence(blocks(s), PROMPT);
        for (int p = 0; p < PROMPT; p++) {
          batch.addToken(random.nextInt(vocabulary), p, p == PROMPT - 1);
        }
      }
      int[][] ids = new int[SEQUENCES][GENERATED];
      for (int step = 0; step < GENERATED; step++) {
        decoder.forward(batch);
        batch.clear();
        for (int s = 0; s < SEQUENCES; s++) {
          ids[s][step] = best(decoder, s);
          batch.addSequence(blocks(s), PROMPT);
          batch.addToken(ids[s][step], PROMPT + step, true);
        }
      }
      return ids;
    }
  }

  private static int[] blocks(int sequence) {
    int[] blocks = new int[BLOCKS];
    Arrays.setAll(blocks, i -> sequence * BLOCKS + i);
    return blocks;
  }

  private static int best(Decoder decoder, int index) {
    float[] row = new float[decoder.description().vocabSize()];
    decoder.logits(index, row);
    int best = 0;
    for (int id = 1; id < row.length; id++) {
      best = row[id] > row[best] ? id : best;
    }
    return best;
  }
}
