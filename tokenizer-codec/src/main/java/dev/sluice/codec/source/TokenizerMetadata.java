package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.vocabulary.DecoderRules;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer as GGUF metadata: the reverse of {@link GgufSource}. What GGUF has no key for (white
 * space that a special token swallows, a space mark before the first section only) is lost.
 */
public final class TokenizerMetadata {
  private final TokenizerSource source;
  private final ObjectNode definition;
  private final String[] texts;
  private final BpeParts parts;
  private final BitSet special = new BitSet();
  private final Map<String, Object> entries = new LinkedHashMap<>();

  private TokenizerMetadata(TokenizerSource source) {
    this.source = source;
    this.definition = source.definition();
    this.texts = DefinitionCheck.texts(definition, special);
    this.parts = BpeParts.of(definition);
  }

  /**
   * The {@code tokenizer.*} entries of a tokenizer, in the order to write them.
   *
   * @param vocabularySize rows of the model's embedding; ids that have no token become unused
   *     tokens; 0 for as many as the tokenizer has
   * @return values are {@link String}, {@link Integer} (to be written as uint32), {@link Boolean},
   *     {@code String[]}, {@code int[]} (int32) or {@code float[]} (float32)
   * @throws TokenizerException when GGUF cannot express the tokenizer
   */
  public static Map<String, Object> of(TokenizerSource source, int vocabularySize) {
    return new TokenizerMetadata(source).describe(vocabularySize);
  }

  private Map<String, Object> describe(int vocabularySize) {
    int size = Math.max(vocabularySize, texts.length);
    DecoderRules rules = DecoderRules.of(definition.path("decoder"));
    entries.put("tokenizer.ggml.model", rules.byteLevel() ? "gpt2" : "llama");
    entries.put("tokenizer.ggml.pre", rules.byteLevel() ? preTokenizer() : "default");
    entries.put("tokenizer.ggml.tokens", tokens(size));
    if (!rules.byteLevel()) {
      entries.put("tokenizer.ggml.scores", MergeScores.of(parts, texts, size));
    }
    entries.put("tokenizer.ggml.token_type", types(size, rules.byteLevel()));
    if (rules.byteLevel()) {
      entries.put("tokenizer.ggml.merges", merges());
    } else {
      entries.put("tokenizer.ggml.add_space_prefix", hasSpacePrefix());
    }
    describeSpecialTokens();
    if (source.chatTemplate() != null && !source.chatTemplate().isEmpty()) {
      entries.put("tokenizer.chat_template", source.chatTemplate());
    }
    return entries;
  }

  private String[] tokens(int size) {
    String[] tokens = Arrays.copyOf(texts, size);
    for (int id = 0; id < size; id++) {
      if (tokens[id] == null) {
        tokens[id] = "[PAD" + id + "]";
      }
    }
    return tokens;
  }

  private int[] types(int size, boolean byteLevel) {
    int[] types = new int[size];
    Arrays.fill(types, TypedTokens.NORMAL);
    for (int id = 0; id < size; id++) {
      if (id >= texts.length || texts[id] == null) {
        types[id] = TypedTokens.UNUSED;
      } else if (!byteLevel && texts[id].matches("<0x[0-9A-F]{2}>")) {
        types[id] = TypedTokens.BYTE;
      }
    }
    for (JsonNode token : definition.path("added_tokens")) {
      boolean control = token.path("special").asBoolean(false);
      types[token.path("id").asInt()] = control ? TypedTokens.CONTROL : TypedTokens.USER_DEFINED;
    }
    int unknown = id(definition.path("model").path("unk_token").asString(null));
    if (!byteLevel && unknown >= 0) {
      types[unknown] = TypedTokens.UNKNOWN;
    }
    return types;
  }

  private String[] merges() {
    String[] written = new String[parts.lefts().length];
    for (int rank = 0; rank < written.length; rank++) {
      written[rank] = parts.merge(rank);
      if (written[rank].indexOf(' ') != written[rank].lastIndexOf(' ')) {
        throw new TokenizerException(
            source.name() + ": merge '" + written[rank] + "' contains a space");
      }
    }
    return written;
  }

  /** The one of the known pre-tokenizers that splits as this definition does. */
  private String preTokenizer() {
    ObjectNode own = Splitting.of(definition);
    for (PreTokenizers each : PreTokenizers.values()) {
      if (Splitting.of(each).equals(own)) {
        return PreTokenizerNames.of(each);
      }
    }
    throw new TokenizerException(
        source.name()
            + " splits text in a way that GGUF has no name for: "
            + definition.path("pre_tokenizer"));
  }

  private boolean hasSpacePrefix() {
    return definition.path("normalizer").toString().contains("\"Prepend\"")
        || (definition.path("pre_tokenizer").path("type").asString("").equals("Metaspace")
            && !definition
                .path("pre_tokenizer")
                .path("prepend_scheme")
                .asString("always")
                .equals("never"));
  }

  private void describeSpecialTokens() {
    JsonNode single = TemplateSteps.single(definition.path("post_processor"));
    int first = id(TemplateSteps.token(single, 0));
    int last = id(TemplateSteps.token(single, single.size() - 1));
    int bos = bos(first);
    int eos = id(source.endText());
    if (eos < 0) {
      eos = source.endIds().stream().findFirst().orElse(last);
    }
    putId("bos", bos);
    putId("eos", eos);
    putId("eot", endOfTurn(eos));
    putId("unknown", id(definition.path("model").path("unk_token").asString(null)));
    putId("padding", id(source.paddingText()));
    entries.put("tokenizer.ggml.add_bos_token", first >= 0 && first == bos);
    entries.put("tokenizer.ggml.add_eos_token", single.size() > 1 && last >= 0 && last == eos);
  }

  private int bos(int first) {
    int named = id(source.bosText());
    return named >= 0 ? named : source.bosId().orElse(first);
  }

  private int endOfTurn(int eos) {
    Set<Integer> ends = EndTokens.of(source, texts, special);
    return ends.stream().filter(id -> id != eos).findFirst().orElse(-1);
  }

  private void putId(String kind, int id) {
    if (id >= 0) {
      entries.put("tokenizer.ggml." + kind + "_token_id", id);
    }
  }

  private int id(String text) {
    return text == null || text.isEmpty() ? -1 : EndTokens.find(text, texts, special);
  }
}
