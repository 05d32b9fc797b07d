package dev.sluice.codec.bpe;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.IncrementalDecoder;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Vocabulary;
import dev.sluice.codec.source.TokenizerJson;
import java.util.Optional;

/** A tokenizer of either kind. Thread-safe. */
public final class BpeTokenizer implements Tokenizer {
  private final Encoders encoder;
  private final TokenizerJson json;
  private final Optional<ChatTemplate> chatTemplate;

  /**
   * @param chatTemplate the model's template, or null
   */
  public BpeTokenizer(TokenizerJson json, ChatTemplate chatTemplate) {
    this.encoder = new Encoders(json);
    this.json = json;
    this.chatTemplate = Optional.ofNullable(chatTemplate);
  }

  @Override
  public int[] encode(String text, boolean addSpecial) {
    return encoder.encode(text, addSpecial);
  }

  @Override
  public String decode(int[] ids, boolean skipSpecial) {
    return json.table().decode(ids, skipSpecial);
  }

  @Override
  public Vocabulary vocabulary() {
    return json.table();
  }

  @Override
  public IncrementalDecoder incrementalDecoder() {
    return json.table().incrementalDecoder();
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() {
    return chatTemplate;
  }

  @Override
  public String digest() {
    return json.digest();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
