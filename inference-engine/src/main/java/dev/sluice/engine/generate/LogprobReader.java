package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.engine.sampling.Logprobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns rows of logits into the wire's log-probabilities. One thread at a time. */
final class LogprobReader {
  private final Vocabulary vocabulary;
  private final Logprobs logprobs;

  LogprobReader(Vocabulary vocabulary, int vocabSize) {
    this.vocabulary = vocabulary;
    this.logprobs = new Logprobs(vocabSize);
  }

  /** Reads a row, unchanged by any sampling setting. */
  void read(float[] logits, int top) {
    logprobs.read(logits, top);
  }

  /** A token with the likeliest alternatives of the row that was read. */
  TokenLogprob generated(int id) {
    return describe(id, logprobs.of(id), alternatives());
  }

  /** The same for a token of the prompt, which is always among its alternatives. */
  TokenLogprob prompt(int id) {
    List<TokenLogprob> top = alternatives();
    if (top.stream().noneMatch(alternative -> alternative.id() == id)) {
      top.add(describe(id, logprobs.of(id), List.of()));
    }
    return describe(id, logprobs.of(id), top);
  }

  /** The first token of a prompt, which nothing predicts. */
  TokenLogprob first(int id) {
    return describe(id, null, List.of());
  }

  private List<TokenLogprob> alternatives() {
    List<TokenLogprob> top = new ArrayList<>(logprobs.topCount() + 1);
    for (int rank = 0; rank < logprobs.topCount(); rank++) {
      int id = logprobs.topId(rank);
      top.add(describe(id, logprobs.of(id), List.of()));
    }
    return top;
  }

  private TokenLogprob describe(int id, Double logprob, List<TokenLogprob> top) {
    byte[] bytes = id < vocabulary.size() ? vocabulary.bytes(id) : new byte[0];
    List<Integer> unsigned = new ArrayList<>(bytes.length);
    for (byte value : bytes) {
      unsigned.add(Byte.toUnsignedInt(value));
    }
    String token = new String(bytes, StandardCharsets.UTF_8);
    return new TokenLogprob(id, token, unsigned, logprob, top);
  }
}
