package dev.sluice.engine.generate;

import dev.sluice.codec.IncrementalDecoder;
import dev.sluice.codec.Tokenizer;
import java.util.List;

/**
 * The text of one stream: ids become characters, and characters become final once no stop string
 * can begin with them. Owned by one thread at a time.
 */
final class OutputText {
  /**
   * Prompt tokens that the decoder sees first. It needs the last few only: for the bytes of an
   * unfinished character, and to know that the output is not the start of a text.
   */
  private static final int CONTEXT_TOKENS = 64;

  private final IncrementalDecoder decoder;
  private final StopMatcher stops;
  private final int vocabSize;

  OutputText(Tokenizer tokenizer, List<String> stopStrings) {
    decoder = tokenizer.incrementalDecoder();
    vocabSize = tokenizer.vocabulary().size();
    stops = new StopMatcher(stopStrings);
  }

  /** Tells the decoder what the output follows. */
  void follow(int[] prompt, int length) {
    for (int i = Math.max(0, length - CONTEXT_TOKENS); i < length; i++) {
      decode(prompt[i]);
    }
  }

  /** Takes the next id and returns the text that is final with it. */
  String append(int id) {
    return stops.append(decode(id));
  }

  /** The output is over: returns what was held back. */
  String finish() {
    return stops.append(decoder.flush()) + stops.finish();
  }

  /** The stop string that ended the text, or null. */
  String stopString() {
    return stops.found();
  }

  /** Rows of logits may be padded beyond the vocabulary; such ids have no text. */
  private String decode(int id) {
    return id < vocabSize ? decoder.append(id) : "";
  }
}
