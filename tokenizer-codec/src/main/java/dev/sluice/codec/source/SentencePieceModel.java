package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code tokenizer.model}: SentencePiece's own format, sentencepiece_model.proto. */
final class SentencePieceModel {
  private static final int BPE = 2;
  private static final String[] KINDS = {"?", "Unigram", "BPE", "Word", "Char"};

  private final List<String> pieces = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private int kind = 1;
  private int bos = 1;
  private int eos = 2;
  private int padding = -1;
  private boolean addsPrefix = true;
  private boolean removesExtraSpaces = true;
  private boolean hasCharacterMap;

  private SentencePieceModel() {}

  /**
   * @throws TokenizerException when it cannot be read, is damaged, or is not BPE
   */
  static SentencePieceModel read(Path file) {
    SentencePieceModel model = new SentencePieceModel();
    try {
      model.readModel(new ProtoReader(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
    } catch (TokenizerException e) {
      throw new TokenizerException(file + " is not usable: " + e.getMessage(), e);
    }
    model.check(file);
    return model;
  }

  private void check(Path file) {
    if (pieces.isEmpty()) {
      throw new TokenizerException(file + " holds no tokens");
    }
    if (kind != BPE) {
      String name = kind > 0 && kind < KINDS.length ? KINDS[kind] : String.valueOf(kind);
      throw new TokenizerException(
          file + " holds a model of type '" + name + "', which is not supported, only BPE");
    }
    if (hasCharacterMap) {
      throw new TokenizerException(
          file + " normalises text by a table of its own, which is not supported");
    }
  }

  private void readModel(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> readPiece(in.message());
        case 2 -> readTrainer(in.message());
        case 3 -> readNormalizer(in.message());
        default -> in.skip();
      }
    }
  }

  private void readPiece(ProtoReader in) {
    String piece = "";
    float score = 0;
    int type = TypedTokens.NORMAL;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> piece = in.text();
        case 2 -> score = in.number();
        case 3 -> type = (int) in.integer();
        default -> in.skip();
      }
    }
    pieces.add(piece);
    scores.add(score);
    types.add(type);
  }

  private void readTrainer(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 3 -> kind = (int) in.integer();
        case 41 -> bos = (int) in.integer();
        case 42 -> eos = (int) in.integer();
        case 43 -> padding = (int) in.integer();
        default -> in.skip();
      }
    }
  }

  private void readNormalizer(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> hasCharacterMap = !in.text().isEmpty();
        case 3 -> addsPrefix = in.flag();
        case 4 -> removesExtraSpaces = in.flag();
        default -> in.skip();
      }
    }
  }

  TypedTokens tokens() {
    return TypedTokens.of(
        pieces.toArray(String[]::new),
        types.stream().mapToLong(Integer::longValue).toArray(),
        scores.stream().mapToDouble(Float::doubleValue).toArray());
  }

  /** The text of the token that the model declares as its start, or null. */
  String bosText() {
    return text(bos);
  }

  String eosText() {
    return text(eos);
  }

  String paddingText() {
    return text(padding);
  }

  String unknownText() {
    int unknown = types.indexOf(TypedTokens.UNKNOWN);
    return text(unknown);
  }

  private String text(int id) {
    return id >= 0 && id < pieces.size() ? pieces.get(id) : null;
  }

  boolean addsPrefix() {
    return addsPrefix;
  }

  boolean removesExtraSpaces() {
    return removesExtraSpaces;
  }
}
