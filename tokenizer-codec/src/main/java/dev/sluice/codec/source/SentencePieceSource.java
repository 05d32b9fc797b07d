package dev.sluice.codec.source;

import dev.sluice.codec.vocabulary.TokenTable;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Translates a folder with a {@code tokenizer.model} to the form of {@code tokenizer.json}. */
final class SentencePieceSource {
  private SentencePieceSource() {}

  static TokenizerSource read(Path file, ModelFolder folder) {
    SentencePieceModel model = SentencePieceModel.read(file);
    TypedTokens tokens = model.tokens();
    ObjectNode definition = Json.MAPPER.createObjectNode().put("version", "1.0");
    describeSpaces(definition, model, tokens, folder);
    ObjectNode bpe = definition.putObject("model").put("type", "BPE");
    tokens.writeTokens(bpe.putObject("vocab"));
    bpe.put("byte_fallback", tokens.hasByteTokens()).put("fuse_unk", true);
    if (model.unknownText() != null) {
      bpe.put("unk_token", model.unknownText());
    }
    tokens.ranked().writeMerges(bpe.putArray("merges"));
    tokens.writeAddedTokens(definition.putArray("added_tokens"), false, false);
    AddedTokenFiles.complete(definition, folder);
    String bos = folder.token("bos_token", model.bosText());
    String eos = folder.token("eos_token", model.eosText());
    boolean addBos = folder.config().path("add_bos_token").asBoolean(true);
    boolean addEos = folder.config().path("add_eos_token").asBoolean(false);
    TemplateSteps.write(definition, addBos ? bos : null, addEos ? eos : null);
    String padding = folder.token("pad_token", model.paddingText());
    return folder.source(file, definition, bos, eos, padding);
  }

  /**
   * As transformers converts it: every section between special tokens begins with a space mark, or,
   * where {@code legacy} is false, only the beginning of the text does.
   */
  private static void describeSpaces(
      ObjectNode definition, SentencePieceModel model, TypedTokens tokens, ModelFolder folder) {
    boolean prefix = model.addsPrefix() && folder.config().path("add_prefix_space").asBoolean(true);
    boolean everySection = folder.config().path("legacy").asBoolean(true);
    SpaceMarks.describe(definition, prefix, tokens.hasByteTokens());
    if (prefix && !everySection) {
      definition.putNull("normalizer");
      definition
          .putObject("pre_tokenizer")
          .put("type", "Metaspace")
          .put("replacement", TokenTable.SPACE_MARK)
          .put("prepend_scheme", "first")
          .put("split", false);
    }
    if (model.removesExtraSpaces()) {
      removeExtraSpaces(definition);
    }
  }

  private static void removeExtraSpaces(ObjectNode definition) {
    ObjectNode sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("normalizers");
    steps.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
    ObjectNode runs = steps.addObject().put("type", "Replace").put("content", " ");
    runs.putObject("pattern").put("Regex", " {2,}");
    definition.path("normalizer").path("normalizers").forEach(steps::add);
    definition.set("normalizer", sequence);
  }
}
