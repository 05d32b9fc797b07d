package dev.sluice.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real model of 260,000 parameters in two forms, each with its own reference continuations. */
final class Stories {
  static final Path FOLDER =
      Path.of("../inference-engine/src/test/resources/models").toAbsolutePath().normalize();
  static final String F16 = "stories260K-F16.gguf";
  static final String Q4_0 = "stories260K-Q4_0.gguf";

  private Stories() {}

  /**
   * @param ids of the prompt
   * @param greedy what the model goes on with when end-of-sequence ids are ignored
   */
  record Reference(int[] ids, List<Integer> greedy) {}

  static List<Reference> references(String file) {
    JsonNode json =
        JsonMapper.shared()
            .readTree(FOLDER.resolve(file.replace(".gguf", ".reference.json")).toFile());
    return json.get("prompts").valueStream().map(Stories::reference).toList();
  }

  private static Reference reference(JsonNode prompt) {
    return new Reference(
        ints(prompt.get("ids")).toArray(), ints(prompt.get("greedy")).boxed().toList());
  }

  private static IntStream ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt);
  }

  static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(FOLDER.resolve(file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String sha256(String file) {
    JsonNode json =
        JsonMapper.shared()
            .readTree(FOLDER.resolve(file.replace(".gguf", ".reference.json")).toFile());
    return json.get("sha256").asString();
  }
}
