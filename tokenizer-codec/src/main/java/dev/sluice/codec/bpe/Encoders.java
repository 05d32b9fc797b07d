package dev.sluice.codec.bpe;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.source.TokenizerJson;
import dev.sluice.codec.split.Unsupported;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Chooses the engine of a tokenizer by the first text, because processes that only decode never
 * need one: plain Java where it covers the definition, else the native library. Thread-safe.
 */
final class Encoders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Encoders.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final TokenizerJson definition;
  private volatile Encoder encoder;
  private boolean closed;

  Encoders(TokenizerJson definition) {
    this.definition = definition;
  }

  int[] encode(String text, boolean addSpecial) {
    Encoder chosen = encoder;
    return (chosen != null ? chosen : choose()).encode(wellFormed(text), addSpecial);
  }

  private Encoder choose() {
    lock.lock();
    try {
      if (closed) {
        throw new TokenizerException("the tokenizer is closed");
      }
      if (encoder == null) {
        encoder = build(definition);
      }
      return encoder;
    } finally {
      lock.unlock();
    }
  }

  private static Encoder build(TokenizerJson definition) {
    try {
      return JavaEncoder.of(definition.tree(), definition.parts());
    } catch (Unsupported e) {
      LOG.info("Encoding with the native library, because of {}", e.getMessage());
      return new NativeEncoder(definition.definition());
    } catch (JacksonException e) {
      throw new TokenizerException("the tokenizer cannot be built: " + e.getOriginalMessage(), e);
    }
  }

  /** Unpaired surrogates are no characters: each becomes U+FFFD, as in every UTF-8 encoder. */
  private static String wellFormed(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return replaceSurrogates(text);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static String replaceSurrogates(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
