package dev.sluice.codec;

import java.util.Optional;

/** A model's tokenizer. Thread-safe; {@link IncrementalDecoder}s it hands out are not. */
public interface Tokenizer extends AutoCloseable {

  /**
   * Token ids of a text. Special tokens written in the text are recognised.
   *
   * @param addSpecial also add what the model's own post-processor adds (BOS, EOS)
   */
  int[] encode(String text, boolean addSpecial);

  /**
   * The text of a whole sequence, with invalid UTF-8 as U+FFFD.
   *
   * @throws TokenizerException when an id is outside the vocabulary
   */
  String decode(int[] ids, boolean skipSpecial);

  Vocabulary vocabulary();

  /** A fresh decoder for one stream. */
  IncrementalDecoder incrementalDecoder();

  /** The model's chat template, when its files carry one. */
  Optional<ChatTemplate> chatTemplate();

  /** Lower-case hex SHA-256 over vocabulary, merges, special tokens and normalisation rules. */
  String digest();

  @Override
  void close();
}
