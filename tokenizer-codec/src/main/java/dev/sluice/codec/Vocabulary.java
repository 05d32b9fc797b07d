package dev.sluice.codec;

import java.util.OptionalInt;
import java.util.Set;

/** Token ids and what they stand for. Immutable. */
public interface Vocabulary {
  int size();

  /** The token as its vocabulary file writes it; empty for an id without a token. */
  String text(int id);

  /**
   * The UTF-8 bytes that the token adds to the output, before any rule about the start of a text; a
   * special token gives its own text's bytes. The array must not be changed.
   */
  byte[] bytes(int id);

  /** Control tokens: kept out of a stream's text. */
  boolean isSpecial(int id);

  OptionalInt bos();

  /**
   * Ids that end a generation: the model's end-of-sequence, end-of-turn and end-of-message tokens.
   */
  Set<Integer> endOfGeneration();
}
