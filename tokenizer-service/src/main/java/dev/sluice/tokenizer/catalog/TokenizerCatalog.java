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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * The tokenizers that this process serves. They come and go while others are used; one that is in
 * use is closed afterwards. Safe for use by any thread.
 */
public final class TokenizerCatalog implements AutoCloseable {
  private final Map<String, Shelf> byName = new ConcurrentSkipListMap<>();

  /** A catalog of tokenizers that are open already; closing it closes them. */
  public static TokenizerCatalog of(List<ServedTokenizer> tokenizers) {
    TokenizerCatalog catalog = new TokenizerCatalog();
    tokenizers.forEach(catalog::add);
    return catalog;
  }

  /**
   * Opens a model's tokenizer, which is not served yet.
   *
   * @param contextLength overrides what the model's files say, 0 does not
   * @param clock what chat templates that print the date see
   * @throws TokenizerException when it cannot be opened
   */
  public static ServedTokenizer open(String name, Path path, int contextLength, Clock clock) {
    ModelFacts facts = ModelFacts.read(path);
    Tokenizer tokenizer = Tokenizers.open(path, clock);
    return serve(name, tokenizer, facts, contextLength);
  }

  public void add(ServedTokenizer served) {
    byName.put(served.name(), new Shelf(served));
  }

  /** Takes a tokenizer out and closes it when nobody uses it any more. */
  public void remove(ServedTokenizer served) {
    Shelf shelf = byName.get(served.name());
    if (shelf != null && shelf.served() == served && byName.remove(served.name(), shelf)) {
      shelf.close();
    } else {
      served.tokenizer().close(); // it never was on a shelf
    }
  }

  /**
   * Uses the tokenizer of a model, which stays open meanwhile.
   *
   * @param name null for the only one
   * @throws RefusedException when there is no such model, or several and none is named
   */
  public <T> T using(String name, Function<ServedTokenizer, T> work) {
    Shelf shelf = find(name);
    if (shelf == null || !shelf.take()) {
      String asked = name == null ? "no model is named" : "there is no model '" + name + "'";
      throw RefusedException.of(
          ErrorCode.MODEL_NOT_FOUND, "model", asked + "; served are " + byName.keySet());
    }
    try {
      return work.apply(shelf.served());
    } finally {
      shelf.giveBack();
    }
  }

  private Shelf find(String name) {
    if (name != null) {
      return byName.get(name);
    }
    List<Shelf> all = List.copyOf(byName.values());
    return all.size() == 1 ? all.getFirst() : null;
  }

  /** All models in the order of their names. */
  public List<TokenizerModel> describe() {
    return byName.values().stream().map(shelf -> shelf.served().describe()).toList();
  }

  @Override
  public void close() {
    byName.values().forEach(shelf -> remove(shelf.served()));
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
