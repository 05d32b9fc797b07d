package dev.sluice.standalone.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bundled model and what it is known to generate. */
final class Stories {
  private Stories() {}

  static Path model() {
    return resource("/models/stories260K/stories260K-F16.gguf");
  }

  /** {@code prompts[]} of the reference: prompt, ids, greedy. */
  static JsonNode prompts() {
    return golden("stories260K-F16.json").path("prompts");
  }

  static JsonNode golden(String name) {
    try (InputStream json = Stories.class.getResourceAsStream("/golden/" + name)) {
      return JsonMapper.shared().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path resource(String name) {
    try {
      return Path.of(Stories.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
