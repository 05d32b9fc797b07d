package dev.sluice.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Golden references: the complete set where {@code sluice.fixtures} names it, the committed subset
 * otherwise.
 */
public final class Fixtures {
  private Fixtures() {}

  /** A folder of the golden set, for example {@code gguf}. */
  public static Path folder(String name) {
    Path complete = Path.of(System.getProperty("sluice.fixtures", "")).resolve(name);
    return Files.isDirectory(complete) ? complete : resource("golden/" + name);
  }

  /** Whether {@code sluice.fixtures} names the complete set. */
  public static boolean isComplete() {
    return Files.isDirectory(Path.of(System.getProperty("sluice.fixtures", "")).resolve("tiny"));
  }

  /** stories260K, a real trained model of 1 MB, in F16, Q8_0 or Q4_0. */
  public static Path stories(String type) {
    return resource("models/stories260K-" + type + ".gguf");
  }

  /** A file or folder of the test resources. */
  public static Path resource(String name) {
    return Path.of("src/test/resources").resolve(name).toAbsolutePath();
  }

  public static JsonNode json(Path file) {
    return JsonMapper.shared().readTree(file.toFile());
  }

  public static float[] floats(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[bytes.remaining() / 4];
      bytes.asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
