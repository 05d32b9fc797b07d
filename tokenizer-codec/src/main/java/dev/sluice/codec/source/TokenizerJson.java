package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.vocabulary.DecoderRules;
import dev.sluice.codec.vocabulary.TokenTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked tokenizer: the definition that the encoder is built from, the token table that decodes,
 * and a digest of both. The digest covers the definition in its compact form without {@code
 * truncation} and {@code padding}, which never apply here.
 *
 * @param source whose definition is to be read only now; its tokens and merges are {@code parts}
 */
public record TokenizerJson(
    TokenizerSource source, BpeParts parts, TokenTable table, String digest) {

  /**
   * @throws TokenizerException when the definition cannot be used; the message says where it is
   *     wrong
   */
  public static TokenizerJson check(TokenizerSource source) {
    try {
      return checked(source);
    } catch (TokenizerException e) {
      throw new TokenizerException(
          source.name() + " is not a usable tokenizer: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new TokenizerException(
          source.name() + " is not a usable tokenizer: " + e.getOriginalMessage(), e);
    }
  }

  private static TokenizerJson checked(TokenizerSource source) {
    ObjectNode definition = source.definition();
    definition.putNull("truncation").putNull("padding");
    BitSet special = new BitSet();
    String[] texts = DefinitionCheck.texts(definition, special);
    DecoderRules rules = DecoderRules.of(definition.path("decoder"));
    OptionalInt bos = bos(source, texts, special);
    Set<Integer> ends = EndTokens.of(source, texts, special);
    TokenTable table = new TokenTable(texts, special, rules, bos, ends);
    String digest = sha256(Json.MAPPER.writeValueAsBytes(definition));
    return new TokenizerJson(source, BpeParts.of(definition), table, digest);
  }

  /** The definition. */
  public JsonNode tree() {
    return source.definition();
  }

  /** The definition as text. */
  public byte[] definition() {
    return Json.MAPPER.writeValueAsBytes(tree());
  }

  /** Named by the files, or else what the post-processor puts first. */
  private static OptionalInt bos(TokenizerSource source, String[] texts, BitSet special) {
    if (source.bosText() != null) {
      int id = EndTokens.find(source.bosText(), texts, special);
      if (id >= 0) {
        return OptionalInt.of(id);
      }
    }
    if (source.bosId().isPresent() && source.bosId().getAsInt() < texts.length) {
      return source.bosId();
    }
    String first =
        source
            .definition()
            .path("post_processor")
            .path("single")
            .path(0)
            .path("SpecialToken")
            .path("id")
            .asString("");
    int id = first.isEmpty() ? -1 : EndTokens.find(first, texts, special);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
