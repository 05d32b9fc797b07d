package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.engine.model.Sequences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A model whose keys are rotated by the length of their sequence (dynamic NTK beyond 32 tokens):
 * what it says still depends on the request alone.
 */
class PositionsByLengthTest {
  private static final int OUTPUT = 30;

  @Test
  void tokens_afterACachedPrefixOfAnotherLength_areThoseOfALoneRun() {
    try (DecodingEngine engine = engine(0)) {
      for (int length : new int[] {20, 31, 33, 50, 60, 60, 90}) {
        assertThat(run(engine, prompt(length))).isEqualTo(alone(prompt(length)));
      }
      // 31 finds a block of 20's, 60 three blocks of the other 60's; no other lengths share any.
      assertThat(engine.load().prefixHitTokens()).isEqualTo(16 + 48);
    }
  }

  @Test
  void tokens_continuedOnAnotherPod_areThoseOfAnUnbrokenRun() {
    for (int length : new int[] {20, 50}) {
      Requests whole = prompt(length);
      List<Integer> ids = alone(whole);
      for (int delivered : new int[] {1, 13, 29}) {
        List<Integer> rest = alone(whole.continued(ids.subList(0, delivered)));
        assertThat(rest).isEqualTo(ids.subList(delivered, OUTPUT));
      }
    }
  }

  /** Twelve blocks for four streams of five blocks each: some are computed anew. */
  @Test
  void tokens_afterPreemption_areThoseOfALoneRun() {
    try (DecodingEngine engine = engine(12)) {
      List<Listener> listeners = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Requests request = prompt(40 + i);
        Listener listener = new Listener(request.request());
        engine.submit(request.request(), listener);
        listeners.add(listener);
      }
      for (int i = 0; i < 4; i++) {
        listeners.get(i).await();
        assertThat(listeners.get(i).ids).isEqualTo(alone(prompt(40 + i)));
      }
    }
  }

  /** Decoding step by step sees each length once; so must a prompt that is computed in one go. */
  @Test
  void logits_decodedAndComputedAtOnce_areTheSameBits() {
    try (Decoder decoder = open(0)) {
      int[] ids = ids(90);
      for (int promptTokens : new int[] {10, 40}) {
        float[][] stepped =
            Sequences.logits(decoder, ids, promptTokens, Sequences.blocks(0, 90), 0, 1);
        float[][] atOnce =
            Sequences.logits(decoder, ids, promptTokens, Sequences.blocks(6, 90), 0, 64);
        assertThat(atOnce).isDeepEqualTo(stepped);
      }
      float[][] asPrompt = Sequences.logits(decoder, ids, 90, Sequences.blocks(0, 90), 0, 64);
      float[][] decoded = Sequences.logits(decoder, ids, 40, Sequences.blocks(6, 90), 0, 64);
      assertThat(asPrompt[89]).isNotEqualTo(decoded[89]);
    }
  }

  private static List<Integer> alone(Requests request) {
    try (DecodingEngine engine = engine(0)) {
      return run(engine, request);
    }
  }

  private static List<Integer> run(DecodingEngine engine, Requests request) {
    Listener listener = new Listener(request.request());
    engine.submit(request.request(), listener);
    listener.await();
    return listener.ids;
  }

  private static Requests prompt(int length) {
    return Requests.of(OUTPUT, ids(length)).ignoreEos();
  }

  private static int[] ids(int length) {
    Path reference = Fixtures.resource("models/stories260K-F16.reference.json");
    return Arrays.copyOf(Fixtures.ints(Fixtures.json(reference).get("passage").get("ids")), length);
  }

  private static DecodingEngine engine(int blocks) {
    return new DecodingEngine(open(blocks), new ByteTokenizer(), "m", 16, 100_000, "pod").start();
  }

  /**
   * @param blocks of the cache, 0 for plenty
   */
  private static Decoder open(int blocks) {
    long blockBytes = 2L * 5 * 4 * 8 * Float.BYTES * 16; // keys, values; 5 layers, 4 heads of 8
    DecoderOptions options =
        new DecoderOptions("vector", 2, 128, blocks * blockBytes, 64, 64)
            .withRopeScaling(RopeOverride.parse("dynamic:4:orig=32"));
    Decoder decoder = Models.open(Fixtures.stories("F16"), options);
    assertThat(blocks == 0 || decoder.blockCount() == blocks).isTrue();
    return decoder;
  }
}
