package dev.sluice.codec.bpe;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.sluice.codec.TokenizerException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The Rust library's BPE, reached below its Java face: that face cuts at 512 tokens unless told
 * otherwise and fetches the texts and offsets of all tokens, of which nothing is needed here.
 *
 * <p>The native object is made by the first call, because loading the library takes half a second
 * and processes that only decode never need it. Thread-safe; the lock only keeps {@link #close}
 * from freeing what an encoding still uses.
 */
final class NativeEncoder implements Encoder {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private byte[] definition;
  private long handle;

  /**
   * @param definition a checked {@code tokenizer.json}
   */
  NativeEncoder(byte[] definition) {
    this.definition = definition;
  }

  @Override
  public int[] encode(String text, boolean addSpecial) {
    lock.readLock().lock();
    try {
      if (handle != 0) {
        return encodeLocked(text, addSpecial);
      }
    } finally {
      lock.readLock().unlock();
    }
    load();
    return encode(text, addSpecial);
  }

  private int[] encodeLocked(String text, boolean addSpecial) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      long encoding = library.encode(handle, text, addSpecial);
      try {
        long[] wide = library.getTokenIds(encoding);
        int[] ids = new int[wide.length];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = (int) wide[i];
        }
        return ids;
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) {
      throw new TokenizerException(
          "a text of " + text.length() + " characters cannot be encoded: " + e.getMessage(), e);
    }
  }

  private void load() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        return;
      }
      if (definition == null) {
        throw new TokenizerException("the tokenizer is closed");
      }
      useBundledLibrary();
      LibUtils.checkStatus();
      handle =
          TokenizersLibrary.LIB.createTokenizerFromString(
              new String(definition, StandardCharsets.UTF_8));
      definition = null;
    } catch (TokenizerException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new TokenizerException("the tokenizer cannot be built: " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Without these the library may look for a GPU build of itself on the network. */
  private static void useBundledLibrary() {
    if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
      System.setProperty("RUST_FLAVOR", "cpu");
    }
    if (System.getenv("DJL_OFFLINE") == null && System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      definition = null;
      if (handle != 0) {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
