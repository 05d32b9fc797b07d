package dev.sluice.codec;

import dev.sluice.codec.bpe.BpeTokenizer;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.source.GgufSource;
import dev.sluice.codec.source.HuggingFaceSource;
import dev.sluice.codec.source.TokenizerJson;
import dev.sluice.codec.source.TokenizerSource;
import java.nio.file.Path;

/** Opens tokenizers. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * Opens the tokenizer of a model.
   *
   * @param source a GGUF file, a {@code tokenizer.json}, or a Hugging Face model folder
   * @throws TokenizerException when there is none or it is damaged
   */
  public static Tokenizer open(Path source) {
    TokenizerSource read =
        GgufFile.isGguf(source) ? GgufSource.read(source) : HuggingFaceSource.read(source);
    return new BpeTokenizer(TokenizerJson.check(read), null);
  }
}
