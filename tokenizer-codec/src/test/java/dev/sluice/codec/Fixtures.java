package dev.sluice.codec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The golden fixtures: the complete folder named by {@code sluice.fixtures}, or, where there is
 * none, the committed part of it, which has the same layout.
 */
public final class Fixtures {
  public static final JsonMapper JSON = JsonMapper.builder().build();

  private Fixtures() {}

  /** A folder of the fixtures, such as {@code tokenizers/json}. */
  public static Path folder(String name) {
    String complete = System.getProperty("sluice.fixtures", "");
    Path folder = Path.of(complete).resolve(name);
    return !complete.isEmpty() && Files.isDirectory(folder) ? folder : committed(name);
  }

  /** A folder of the committed part. */
  public static Path committed(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** Names of the files with this ending, without it. */
  public static Stream<String> names(String folder, String ending) {
    try (Stream<Path> files = Files.list(folder(folder))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(ending))
              .map(name -> name.substring(0, name.length() - ending.length()))
              .sorted()
              .toList();
      return names.stream();
    } catch (IOException e) {
      throw new IllegalStateException(folder, e);
    }
  }

  public static List<JsonNode> gzippedLines(Path file) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(JSON::readTree).toList();
    }
  }

  /** Unpacks a file into a folder, under its name without {@code .gz}. */
  public static Path unpack(Path file, Path into) throws IOException {
    String name = file.getFileName().toString();
    Path target = into.resolve(name.substring(0, name.length() - 3));
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      Files.copy(in, target);
    }
    return target;
  }

  public static int[] ints(JsonNode array) {
    int[] ints = new int[array.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = array.get(i).asInt();
    }
    return ints;
  }
}
