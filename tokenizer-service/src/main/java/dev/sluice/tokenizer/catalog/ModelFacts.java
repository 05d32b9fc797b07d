package dev.sluice.tokenizer.catalog;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Vocabulary;
import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model's files say beside its vocabulary.
 *
 * @param contextLength 0 when they do not say
 * @param eosId -1 when they do not say
 * @param eosToken the token's text, null when they do not say
 */
record ModelFacts(int contextLength, int eosId, String eosToken) {
  /** GPT-2 and GPT-J write {@code n_positions}, MPT {@code max_seq_len}, all others the first. */
  private static final List<String> LENGTH_KEYS =
      List.of("max_position_embeddings", "n_positions", "max_seq_len", "seq_length");

  /** Reads a GGUF file, or the files beside a {@code tokenizer.json}. */
  static ModelFacts read(Path source) {
    Optional<Path> gguf = GgufFile.locate(source);
    if (gguf.isPresent()) {
      return ofGguf(gguf.get());
    }
    Path folder = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
    JsonNode config = json(folder.resolve("config.json"));
    JsonNode text = config.has("text_config") ? config.get("text_config") : config;
    int length =
        LENGTH_KEYS.stream()
            .mapToInt(key -> text.path(key).asInt(0))
            .filter(n -> n > 0)
            .findFirst()
            .orElse(0);
    JsonNode eos = json(folder.resolve("tokenizer_config.json")).path("eos_token");
    String eosToken = eos.isObject() ? eos.path("content").asString(null) : eos.asString(null);
    return new ModelFacts(length, -1, eosToken);
  }

  private static ModelFacts ofGguf(Path source) {
    try (GgufFile file = GgufFile.open(source)) {
      String architecture = file.text("general.architecture");
      long length = file.integer(architecture + ".context_length", 0);
      long eos = file.integer("tokenizer.ggml.eos_token_id", -1);
      return new ModelFacts(Math.toIntExact(length), Math.toIntExact(eos), null);
    } catch (GgufException | ArithmeticException e) {
      throw new TokenizerException(e.getMessage(), e);
    }
  }

  private static JsonNode json(Path file) {
    if (!Files.isRegularFile(file)) {
      return JsonMapper.shared().createObjectNode();
    }
    try {
      return JsonMapper.shared().readTree(file.toFile());
    } catch (JacksonException e) {
      throw new TokenizerException(file + " is not valid JSON", e);
    }
  }

  /** The end-of-sequence token's text, or null when the model has none. */
  String eosText(Vocabulary vocabulary) {
    if (eosToken != null) {
      return eosToken;
    }
    if (eosId >= 0 && eosId < vocabulary.size()) {
      return vocabulary.text(eosId);
    }
    return vocabulary.endOfGeneration().stream()
        .min(Integer::compare)
        .map(vocabulary::text)
        .orElse(null);
  }
}
