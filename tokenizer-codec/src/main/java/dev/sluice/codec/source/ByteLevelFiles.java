package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a folder with {@code vocab.json} and {@code merges.txt}, as GPT-2 was published, to
 * the form of {@code tokenizer.json}.
 */
final class ByteLevelFiles {
  private static final String END_OF_TEXT = "<|endoftext|>";

  private ByteLevelFiles() {}

  static boolean in(Path folder) {
    return Files.isRegularFile(folder.resolve("vocab.json"))
        && Files.isRegularFile(folder.resolve("merges.txt"));
  }

  static TokenizerSource read(ModelFolder folder) {
    Path file = folder.folder().resolve("vocab.json");
    ObjectNode definition = Json.MAPPER.createObjectNode().put("version", "1.0");
    String kind = folder.config().path("tokenizer_class").asString("");
    PreTokenizers pre = kind.startsWith("Qwen2") ? PreTokenizers.QWEN2 : PreTokenizers.GPT2;
    pre.describe(definition);
    if (pre == PreTokenizers.GPT2) {
      boolean prefix = folder.config().path("add_prefix_space").asBoolean(false);
      definition.set(
          "pre_tokenizer", PreTokenizers.byteLevel(true).put("add_prefix_space", prefix));
    }
    definition.set("decoder", PreTokenizers.byteLevel(true));
    ObjectNode model = definition.putObject("model").put("type", "BPE");
    model.set("vocab", Json.readObject(file));
    writeMerges(folder.folder().resolve("merges.txt"), model.putArray("merges"));
    AddedTokenFiles.complete(definition, folder);
    addEndOfText(definition);
    String end = folder.token("eos_token", END_OF_TEXT);
    String bos = folder.token("bos_token", END_OF_TEXT);
    boolean addBos = folder.config().path("add_bos_token").asBoolean(false);
    TemplateSteps.write(definition, addBos ? bos : null, null);
    return folder.source(file, definition, bos, end, folder.token("pad_token"));
  }

  /** GPT-2's tokenizer knows its end mark without being told. */
  private static void addEndOfText(ObjectNode definition) {
    if (definition.path("added_tokens").isEmpty()
        && definition.path("model").path("vocab").path(END_OF_TEXT).isInt()) {
      definition
          .withArray("added_tokens")
          .addObject()
          .put("id", definition.path("model").path("vocab").path(END_OF_TEXT).asInt())
          .put("content", END_OF_TEXT)
          .put("normalized", false)
          .put("special", true);
    }
  }

  private static void writeMerges(Path file, ArrayNode merges) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
    }
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#version")) {
        merges.add(line.stripTrailing());
      }
    }
  }
}
