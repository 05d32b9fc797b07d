package dev.sluice.engine.generate;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts engines. */
public final class Engines {
  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * Loads the model and its tokenizer and starts the engine thread.
   *
   * @throws ModelLoadException when the model cannot be served
   */
  public static InferenceEngine start(EngineSettings settings) {
    CompletableFuture<Tokenizer> opening =
        CompletableFuture.supplyAsync(() -> openTokenizer(settings.model()));
    Decoder decoder = null;
    try {
      decoder = Models.open(settings.model(), settings.decoder());
      return start(settings, decoder, awaitTokenizer(opening));
    } catch (RuntimeException | Error e) {
      closeQuietly(decoder, e);
      opening.thenAccept(tokenizer -> closeQuietly(tokenizer, e));
      throw e;
    }
  }

  private static Tokenizer awaitTokenizer(CompletableFuture<Tokenizer> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ModelLoadException reason) {
        throw reason;
      }
      throw e;
    }
  }

  private static InferenceEngine start(
      EngineSettings settings, Decoder decoder, Tokenizer tokenizer) {
    noteMissingRows(settings.model(), tokenizer, decoder);
    return new DecodingEngine(
            decoder,
            tokenizer,
            settings.servedName() == null ? nameOf(settings.model()) : settings.servedName(),
            settings.maxRunningStreams(),
            settings.maxQueuedTokens(),
            settings.podId())
        .startWarm();
  }

  /**
   * Embeddings may have rows to spare, and tokenizers ids that the model was never trained with: a
   * prompt that uses one is refused, and none can be generated.
   */
  private static void noteMissingRows(Path model, Tokenizer tokenizer, Decoder decoder) {
    int rows = decoder.description().vocabSize();
    int ids = tokenizer.vocabulary().size();
    if (ids > rows) {
      log.warn("{}: the tokenizer has {} ids, the model embeddings for {} only", model, ids, rows);
    }
  }

  private static Tokenizer openTokenizer(Path model) {
    try {
      return Tokenizers.open(model);
    } catch (TokenizerException e) {
      throw new ModelLoadException(e.getMessage(), e);
    }
  }

  /** A file's name without its extension, a folder's name as it is. */
  static String nameOf(Path model) {
    Path file = model.toAbsolutePath().normalize().getFileName();
    String name = file == null ? model.toString() : file.toString();
    return name.endsWith(".gguf") ? name.substring(0, name.length() - ".gguf".length()) : name;
  }

  private static void closeQuietly(AutoCloseable resource, Throwable cause) {
    if (resource != null) {
      try {
        resource.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
