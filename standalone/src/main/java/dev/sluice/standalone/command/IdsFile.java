package dev.sluice.standalone.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Token ids in JSON: an array, or an object whose {@code ids} is one. */
final class IdsFile {
  private IdsFile() {}

  static int[] read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new CommandFailure(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    return of(json.isObject() ? json.path("ids") : json, file.toString());
  }

  /**
   * @param where for the error message
   */
  static int[] of(JsonNode array, String where) {
    if (!array.isArray()) {
      throw new CommandFailure(
          where + " must hold an array of ids, or an object whose 'ids' is one");
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = array.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw new CommandFailure(
            where + " has " + id + " at index " + i + ", which is not a token id");
      }
      ids[i] = id.intValue();
    }
    return ids;
  }
}
