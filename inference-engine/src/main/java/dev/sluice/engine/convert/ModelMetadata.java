package dev.sluice.engine.convert;

import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The metadata of the file to write: everything that a GGUF file says, byte for byte; or what a
 * Hugging Face folder says in GGUF's words, its tokenizer included.
 */
final class ModelMetadata {
  /** Keys about the bytes of the file itself. */
  private static final String ALIGNMENT = "general.alignment";

  private static final String FILE_TYPE = "general.file_type";
  private static final String QUANTIZATION_VERSION = "general.quantization_version";

  /** Arrays of flags, which settings hold as integers. */
  private static final List<String> FLAGS = List.of("sliding_window_pattern");

  private ModelMetadata() {}

  /**
   * Adds all of it.
   *
   * @param gguf the source file, or null for a Hugging Face folder
   * @throws ConversionException when the file is one part of a split model, or the tokenizer has no
   *     form in GGUF
   */
  static void describe(WeightStore weights, Path gguf, TargetType target, GgufWriter writer) {
    if (gguf != null) {
      copy(gguf, writer);
    } else {
      translate(weights, writer);
    }
    writer.put(FILE_TYPE, target.fileType());
    if (target.isQuantized()) {
      writer.put(QUANTIZATION_VERSION, 2);
    }
  }

  private static void copy(Path gguf, GgufWriter writer) {
    try (GgufFile file = GgufFile.open(gguf)) {
      long parts = file.integer("split.count", 1);
      if (parts > 1) {
        throw new ConversionException(
            gguf + " is one of the " + parts + " parts of a split model; join them first");
      }
      for (String key : file.metadata().keySet()) {
        if (!key.equals(ALIGNMENT)) {
          writer.copy(key, file.storedValue(key));
        }
      }
    }
  }

  private static void translate(WeightStore weights, GgufWriter writer) {
    Map<String, Object> settings = weights.settings().values();
    settings.forEach((key, value) -> writer.put(key, typed(key, value)));
    Path folder = weights.path().toAbsolutePath().normalize();
    if (!settings.containsKey("general.name")) {
      writer.put("general.name", folder.getFileName().toString());
    }
    int vocabulary = weights.info("token_embd.weight").map(info -> info.rows()).orElse(0);
    try {
      Tokenizers.ggufMetadata(folder, vocabulary).forEach(writer::put);
    } catch (TokenizerException e) {
      throw new ConversionException("The tokenizer cannot be written: " + e.getMessage(), e);
    }
  }

  private static Object typed(String key, Object value) {
    if (value instanceof long[] values && FLAGS.stream().anyMatch(key::endsWith)) {
      boolean[] flags = new boolean[values.length];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = values[i] != 0;
      }
      return flags;
    }
    return value;
  }
}
