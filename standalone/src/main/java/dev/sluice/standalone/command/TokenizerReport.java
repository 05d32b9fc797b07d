package dev.sluice.standalone.command;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of a model's tokenizer.
 *
 * @param problem why it cannot be used, or null; the other parts may then be missing
 * @param model algorithm, as the file names it
 * @param preTokenizer how a text is split first, as the file names it, or null
 * @param bos id put before a text, or null
 * @param endOfGeneration ids that end an answer, ascending
 * @param templateSha256 of the chat template, or null when there is none
 */
record TokenizerReport(
    String problem,
    String model,
    String preTokenizer,
    int size,
    Integer bos,
    List<Integer> endOfGeneration,
    String templateSha256,
    String digest) {

  static TokenizerReport of(Path path) {
    String[] kind = kind(path);
    try (Tokenizer tokenizer = Tokenizers.open(path)) {
      var vocabulary = tokenizer.vocabulary();
      return new TokenizerReport(
          null,
          kind[0],
          kind[1],
          vocabulary.size(),
          vocabulary.bos().isPresent() ? vocabulary.bos().getAsInt() : null,
          vocabulary.endOfGeneration().stream().sorted().toList(),
          tokenizer
              .chatTemplate()
              .map(ChatTemplate::source)
              .map(TokenizerReport::hash)
              .orElse(null),
          tokenizer.digest());
    } catch (TokenizerException | GgufException e) {
      return new TokenizerReport(e.getMessage(), kind[0], kind[1], 0, null, List.of(), null, null);
    }
  }

  /** Model and pre-tokenizer by name, each null when unknown. */
  private static String[] kind(Path path) {
    try {
      Optional<Path> gguf = GgufFile.locate(path);
      if (gguf.isPresent()) {
        try (GgufFile file = GgufFile.openHeader(gguf.get())) {
          return new String[] {file.text("tokenizer.ggml.model"), file.text("tokenizer.ggml.pre")};
        }
      }
      Path json = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
      return Files.isRegularFile(json) ? ofJson(json) : new String[2];
    } catch (GgufException | IOException | JacksonException e) {
      return new String[2]; // opening the tokenizer says what is wrong
    }
  }

  private static String[] ofJson(Path file) throws IOException {
    JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
    JsonNode first = json.path("pre_tokenizer");
    String split = text(first.path("type"));
    if ("Sequence".equals(split)) {
      split =
          String.join(
              ", ",
              first
                  .path("pretokenizers")
                  .valueStream()
                  .map(p -> p.path("type").asString("?"))
                  .toList());
    }
    return new String[] {text(json.path("model").path("type")), split};
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  private static String hash(String template) {
    try {
      byte[] bytes = template.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
