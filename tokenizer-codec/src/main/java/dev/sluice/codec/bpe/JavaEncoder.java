package dev.sluice.codec.bpe;

import dev.sluice.codec.source.BpeParts;
import dev.sluice.codec.split.Pieces;
import dev.sluice.codec.split.Splitter;
import dev.sluice.codec.split.TextNormalizer;
import dev.sluice.codec.split.Unsupported;
import tools.jackson.databind.JsonNode;

/**
 * The encoder in plain Java, for the definitions that it covers completely: those of byte-level and
 * SentencePiece-style BPE as models are published with. The same stages as in Hugging Face's
 * library, without the offsets that it keeps of every character: added tokens are cut out, the text
 * between them is normalised, split into words, and each word is merged. Immutable and thread-safe.
 */
final class JavaEncoder implements Encoder {
  private final AddedTokens added;
  private final Splitter splitter;
  private final BpeModel model;
  private final Framing framing;

  private JavaEncoder(AddedTokens added, Splitter splitter, BpeModel model, Framing framing) {
    this.added = added;
    this.splitter = splitter;
    this.model = model;
    this.framing = framing;
  }

  /**
   * @param definition a checked {@code tokenizer.json}
   * @param parts its tokens and merges
   * @throws Unsupported for what only the native library can do
   */
  static JavaEncoder of(JsonNode definition, BpeParts parts) throws Unsupported {
    TextNormalizer normalizer = TextNormalizer.of(definition.path("normalizer"));
    return new JavaEncoder(
        AddedTokens.of(definition.path("added_tokens"), parts, normalizer),
        Splitter.of(definition.path("pre_tokenizer")),
        BpeModel.of(definition.path("model"), parts),
        Framing.of(definition.path("post_processor")));
  }

  @Override
  public int[] encode(String text, boolean addSpecial) {
    IntList ids = new IntList(text.length() / 3 + 8);
    if (addSpecial) {
      ids.addAll(framing.before());
    }
    added.cut(text, new Words(ids));
    if (addSpecial) {
      ids.addAll(framing.after());
    }
    return ids.toArray();
  }

  /** Splits and merges what is between added tokens. */
  private final class Words implements AddedTokens.Sink {
    private final IntList ids;
    private final Merger merger = model.merger();

    Words(IntList ids) {
      this.ids = ids;
    }

    @Override
    public void token(int id) {
      ids.add(id);
    }

    @Override
    public void text(String text, boolean atStart) {
      Pieces pieces = new Pieces(text, atStart);
      splitter.split(pieces);
      for (int i = 0; i < pieces.count(); i++) {
        model.encode(pieces.text(), pieces.start(i), pieces.end(i), merger, ids);
      }
    }
  }

  @Override
  public void close() {}
}
