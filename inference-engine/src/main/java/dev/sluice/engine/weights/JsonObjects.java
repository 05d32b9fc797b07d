package dev.sluice.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON files of a checkpoint, which may be anything. */
public final class JsonObjects {
  /** Indices of the largest checkpoints have some megabytes. */
  private static final long MAX_BYTES = 64L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonObjects() {}

  /**
   * @throws WeightException when the file cannot be read or is not a JSON object
   */
  public static ObjectNode read(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new WeightException(
            "%s has %d bytes, at most %d are read".formatted(file, bytes, MAX_BYTES));
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new WeightException(file + " cannot be read: " + e.getMessage());
    }
  }

  static ObjectNode parse(byte[] json, String what) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new WeightException(what + " is not a JSON object");
    } catch (JacksonException e) {
      throw new WeightException(what + " is not JSON: " + e.getOriginalMessage());
    }
  }
}
