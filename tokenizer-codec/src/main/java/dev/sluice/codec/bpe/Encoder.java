package dev.sluice.codec.bpe;

/** Text to ids, by one of two engines. Thread-safe. */
interface Encoder extends AutoCloseable {
  /**
   * @param text has no unpaired surrogates
   */
  int[] encode(String text, boolean addSpecial);

  @Override
  void close();
}
