package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer in one of the forms in which Hugging Face models are published, and what the files
 * beside it say about it.
 */
public final class HuggingFaceSource {
  private static final String FAST = "tokenizer.json";
  private static final String SENTENCE_PIECE = "tokenizer.model";

  private HuggingFaceSource() {}

  /**
   * @param path a model folder with a {@code tokenizer.json}, else a {@code tokenizer.model}, else
   *     {@code vocab.json} and {@code merges.txt}; or one of the first two files, whose neighbours
   *     are read too when it has that name
   * @throws TokenizerException when there is no tokenizer or a file is damaged
   */
  public static TokenizerSource read(Path path) {
    if (Files.isDirectory(path)) {
      return readFolder(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new TokenizerException("there is no file " + path);
    }
    if (path.toString().endsWith(".model")) {
      return SentencePieceSource.read(path, new ModelFolder(folderOf(path)));
    }
    if (path.endsWith(FAST)) {
      return readFast(path);
    }
    ObjectNode definition = Json.readObject(path);
    return new TokenizerSource(
        path.toString(), definition, null, OptionalInt.empty(), Set.of(), null, null, null, null);
  }

  private static TokenizerSource readFolder(Path folder) {
    if (Files.isRegularFile(folder.resolve(FAST))) {
      return readFast(folder.resolve(FAST));
    }
    Path sentencePiece = folder.resolve(SENTENCE_PIECE);
    if (Files.isRegularFile(sentencePiece)) {
      return SentencePieceSource.read(sentencePiece, new ModelFolder(folder));
    }
    if (ByteLevelFiles.in(folder)) {
      return ByteLevelFiles.read(new ModelFolder(folder));
    }
    throw new TokenizerException(
        folder
            + " holds no tokenizer.json, and neither tokenizer.model nor vocab.json with"
            + " merges.txt");
  }

  private static TokenizerSource readFast(Path file) {
    ObjectNode definition = Json.readObject(file);
    ModelFolder folder = new ModelFolder(folderOf(file));
    return folder.source(
        file,
        definition,
        folder.token("bos_token"),
        folder.token("eos_token"),
        folder.token("pad_token"));
  }

  private static Path folderOf(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
