package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Translates the tokenizer in a GGUF file's metadata to the form of {@code tokenizer.json}. */
public final class GgufSource {
  private final TypedTokens vocabulary;
  private final GgufFile file;

  private GgufSource(GgufFile file) {
    this.file = file;
    this.vocabulary = TypedTokens.read(file);
  }

  /**
   * @throws TokenizerException when the file holds no tokenizer, one of a kind that is not served,
   *     or is damaged
   */
  public static TokenizerSource read(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return new GgufSource(file).translate();
    } catch (GgufException e) {
      throw new TokenizerException(e.getMessage(), e);
    }
  }

  private TokenizerSource translate() {
    ObjectNode definition = Json.MAPPER.createObjectNode().put("version", "1.0");
    String model = file.text("tokenizer.ggml.model");
    boolean addBos =
        switch (model == null ? "" : model) {
          case "gpt2" -> describeByteLevel(definition);
          case "llama" -> describeSentencePiece(definition);
          case "gemma4" -> describeSpaceMarks(definition);
          default ->
              throw new TokenizerException(
                  file.path()
                      + " has a tokenizer of kind '"
                      + model
                      + "'; gpt2, llama and gemma4 are known");
        };
    describeSpecialTokens(definition, file.flag("tokenizer.ggml.add_bos_token", addBos));
    int bos = id("bos");
    return new TokenizerSource(
        file.path().toString(),
        definition,
        null,
        bos < 0 ? OptionalInt.empty() : OptionalInt.of(bos),
        endIds(),
        null,
        null,
        file.text("tokenizer.chat_template"),
        file.text("tokenizer.chat_template.tool_use"));
  }

  /** Answers whether BOS is added by default. */
  private boolean describeByteLevel(ObjectNode definition) {
    PreTokenizers pre =
        PreTokenizerNames.find(file.text("tokenizer.ggml.pre"), file.text("general.architecture"));
    pre.describe(definition);
    ObjectNode model = describeModel(definition);
    model.put("byte_fallback", false).put("ignore_merges", pre.takesWholeWordsFirst());
    vocabulary.listed().putInto(model);
    definition.set("decoder", PreTokenizers.byteLevel(true));
    return pre.startsWithBosByDefault();
  }

  private boolean describeSentencePiece(ObjectNode definition) {
    boolean prefix = file.flag("tokenizer.ggml.add_space_prefix", true);
    ObjectNode model = describeWithSpaceMarks(definition, prefix);
    vocabulary.ranked().putInto(model);
    return true;
  }

  /** As SentencePiece, with the merges listed. */
  private boolean describeSpaceMarks(ObjectNode definition) {
    ObjectNode model = describeWithSpaceMarks(definition, false);
    vocabulary.listed().putInto(model);
    return true;
  }

  private ObjectNode describeWithSpaceMarks(ObjectNode definition, boolean prefix) {
    SpaceMarks.describe(definition, prefix, vocabulary.hasByteTokens());
    ObjectNode model = describeModel(definition);
    model.put("byte_fallback", vocabulary.hasByteTokens()).put("fuse_unk", true);
    int unknown = id("unknown");
    if (unknown >= 0) {
      model.put("unk_token", vocabulary.text(unknown));
    }
    return model;
  }

  private ObjectNode describeModel(ObjectNode definition) {
    ObjectNode model = definition.putObject("model").put("type", "BPE");
    model.putObject("vocab"); // in this place; filled with the merges
    return model;
  }

  private void describeSpecialTokens(ObjectNode definition, boolean addBos) {
    boolean gemmaSpaces =
        "llama".equals(file.text("tokenizer.ggml.model"))
            && !file.flag("tokenizer.ggml.add_space_prefix", true);
    vocabulary.writeAddedTokens(definition.putArray("added_tokens"), gemmaSpaces, isPhi3());
    boolean addEos = file.flag("tokenizer.ggml.add_eos_token", false);
    TemplateSteps.write(definition, addBos ? text("bos") : null, addEos ? text("eos") : null);
  }

  /** The text of a special token, or null. */
  private String text(String kind) {
    int id = id(kind);
    return id < 0 ? null : vocabulary.text(id);
  }

  /**
   * Phi-3's original tokenizer swallows white space after its control tokens; GGUF has no key for
   * it.
   */
  private boolean isPhi3() {
    String name = file.text("general.name");
    String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return lower.contains("phi-3") || lower.contains("phi3");
  }

  private Set<Integer> endIds() {
    Set<Integer> ids = new LinkedHashSet<>();
    for (String kind : new String[] {"eos", "eot", "eom"}) {
      int id = id(kind);
      if (id >= 0) {
        ids.add(id);
      }
    }
    return ids;
  }

  private int id(String kind) {
    String key = "tokenizer.ggml." + kind + "_token_id";
    long id = file.integer(key, -1);
    if (id >= vocabulary.size()) {
      throw new TokenizerException(
          file.path() + ": " + key + " is " + id + " of " + vocabulary.size() + " tokens");
    }
    return id < 0 ? -1 : (int) id;
  }
}
