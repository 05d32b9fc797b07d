package dev.sluice.tokenizer.catalog;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.TokenizerModel;
import dev.sluice.shell.RefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The tokenizers that this process serves, all loaded at start. Immutable. */
public final class TokenizerCatalog implements AutoCloseable {
  private final Map<String, ServedTokenizer> byName;

  private TokenizerCatalog(Map<String, ServedTokenizer> byName) {
    this.byName = byName;
  }

  /**
   * Opens every tokenizer.
   *
   * @param contextLengths overrides what the models' files say
   * @param clock what chat templates that print the date see
   * @throws TokenizerException when there is none to open or one cannot be opened
   */
  public static TokenizerCatalog open(
      Map<String, Path> models, Map<String, Integer> contextLengths, Clock clock) {
    if (models.isEmpty()) {
      throw new TokenizerException(
          "sluice.tokenizer.models is empty: give at least one model's name and path");
    }
    TokenizerCatalog catalog = new TokenizerCatalog(new TreeMap<>());
    try {
      models.forEach(
          (name, path) ->
              catalog.byName.put(
                  name, load(name, path, contextLengths.getOrDefault(name, 0), clock)));
      return catalog;
    } catch (RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  /** A catalog of tokenizers that are open already; closing it closes them. */
  public static TokenizerCatalog of(List<ServedTokenizer> tokenizers) {
    TokenizerCatalog catalog = new TokenizerCatalog(new TreeMap<>());
    tokenizers.forEach(served -> catalog.byName.put(served.name(), served));
    return catalog;
  }

  /**
   * The tokenizer of a model.
   *
   * @param name null for the only one
   * @throws RefusedException when there is no such model, or several and none is named
   */
  public ServedTokenizer find(String name) {
    if (name == null && byName.size() == 1) {
      return byName.values().iterator().next();
    }
    ServedTokenizer found = name == null ? null : byName.get(name);
    if (found == null) {
      String asked = name == null ? "no model is named" : "there is no model '" + name + "'";
      throw RefusedException.of(
          ErrorCode.MODEL_NOT_FOUND, "model", asked + "; served are " + byName.keySet());
    }
    return found;
  }

  /** All models in the order of their names. */
  public List<TokenizerModel> describe() {
    return byName.values().stream().map(ServedTokenizer::describe).toList();
  }

  @Override
  public void close() {
    byName.values().forEach(served -> served.tokenizer().close());
  }

  private static ServedTokenizer load(String name, Path path, int contextLength, Clock clock) {
    ModelFacts facts = ModelFacts.read(path);
    Tokenizer tokenizer = Tokenizers.open(path, clock);
    return serve(name, tokenizer, facts, contextLength);
  }

  /** Joins a tokenizer and what its model's files say. */
  static ServedTokenizer serve(
      String name, Tokenizer tokenizer, ModelFacts facts, int contextLength) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    OptionalInt bos = vocabulary.bos();
    String bosText = bos.isPresent() ? vocabulary.text(bos.getAsInt()) : null;
    return new ServedTokenizer(
        name,
        tokenizer,
        contextLength > 0 ? contextLength : facts.contextLength(),
        bosText,
        facts.eosText(vocabulary),
        leadingBos(tokenizer, bos));
  }

  private static OptionalInt leadingBos(Tokenizer tokenizer, OptionalInt bos) {
    int[] alone = tokenizer.encode("", true);
    boolean isAdded = bos.isPresent() && alone.length > 0 && alone[0] == bos.getAsInt();
    return isAdded ? bos : OptionalInt.empty();
  }
}
