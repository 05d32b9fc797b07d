package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes JSON files whose property names are data: a vocabulary has 100,000 of them. */
final class Json {
  /** Names are used once each: a symbol table would only cost memory and refuse many collisions. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .build())
          .build();

  private Json() {}

  /**
   * @throws TokenizerException when the file cannot be read or is not a JSON object
   */
  static ObjectNode readObject(Path path) {
    try {
      JsonNode node = MAPPER.readTree(Files.readAllBytes(path));
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new TokenizerException(path + " is not a JSON object");
    } catch (IOException e) {
      throw new TokenizerException(path + " cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new TokenizerException(path + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The object in the file, or an empty one when there is no such file. */
  static ObjectNode readIfPresent(Path path) {
    return Files.isRegularFile(path) ? readObject(path) : MAPPER.createObjectNode();
  }
}
