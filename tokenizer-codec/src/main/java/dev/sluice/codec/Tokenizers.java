package dev.sluice.codec;

import dev.sluice.codec.bpe.BpeTokenizer;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.source.GgufSource;
import dev.sluice.codec.source.HuggingFaceSource;
import dev.sluice.codec.source.OpenTokenizers;
import dev.sluice.codec.source.TokenizerJson;
import dev.sluice.codec.source.TokenizerMetadata;
import dev.sluice.codec.source.TokenizerSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens tokenizers. */
public final class Tokenizers {
  private static final Logger LOG = LoggerFactory.getLogger(Tokenizers.class);

  private Tokenizers() {}

  /**
   * Opens the tokenizer of a model.
   *
   * @param source a GGUF file or a folder with one, a {@code tokenizer.json} or {@code
   *     tokenizer.model}, or a Hugging Face model folder
   * @throws TokenizerException when there is none or it is damaged
   */
  public static Tokenizer open(Path source) {
    return open(source, Clock.systemDefaultZone());
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param clock what the chat template's {@code strftime_now} reads
   */
  public static Tokenizer open(Path source, Clock clock) {
    TokenizerJson json =
        GgufFile.locate(source)
            .map(OpenTokenizers::of)
            .orElseGet(() -> TokenizerJson.check(HuggingFaceSource.read(source)));
    return new BpeTokenizer(json, chatTemplate(json.source(), clock));
  }

  /**
   * The {@code tokenizer.*} metadata that a GGUF file of the model holds.
   *
   * @param source as in {@link #open(Path)}
   * @param vocabularySize rows of the model's embedding; ids that have no token become unused
   *     tokens; 0 for as many as the tokenizer has
   * @return in the order to write them; values are {@link String}, {@link Integer} (uint32), {@link
   *     Boolean}, {@code String[]}, {@code int[]} (int32) or {@code float[]} (float32)
   * @throws TokenizerException when there is no tokenizer or GGUF cannot express it
   */
  public static Map<String, Object> ggufMetadata(Path source, int vocabularySize) {
    TokenizerSource read = read(source);
    TokenizerJson.check(read);
    return TokenizerMetadata.of(read, vocabularySize);
  }

  private static TokenizerSource read(Path source) {
    return GgufFile.locate(source)
        .map(GgufSource::read)
        .orElseGet(() -> HuggingFaceSource.read(source));
  }

  private static ChatTemplate chatTemplate(TokenizerSource source, Clock clock) {
    ChatTemplate main = compile(source.name(), source.chatTemplate(), clock);
    ChatTemplate forTools = compile(source.name(), source.toolTemplate(), clock);
    return main == null || forTools == null ? main : new TemplatePair(main, forTools);
  }

  private static ChatTemplate compile(String name, String template, Clock clock) {
    if (template == null || template.isEmpty()) {
      return null;
    }
    try {
      return ChatTemplates.compile(template, clock);
    } catch (TemplateException e) {
      LOG.warn("{}: {}", name, e.getMessage());
      return new UnusableTemplate(template, e.getMessage());
    }
  }
}
