package dev.sluice.codec;

/**
 * Turns ids into text one at a time. Never emits a part of a UTF-8 character and never holds back a
 * complete one; bytes that can no longer become a character give U+FFFD at once, one per maximal
 * invalid part (Unicode 15, section 3.9). Special tokens give an empty string. The concatenation of
 * all answers and {@link #flush()} equals {@link Tokenizer#decode} with special tokens skipped. One
 * instance per stream, used by one thread at a time.
 */
public interface IncrementalDecoder {
  String append(int id);

  /** What an unfinished character becomes at the end of the stream. */
  String flush();
}
