package dev.sluice.standalone.endtoend;

import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as a client without any library sees it. */
final class Door {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Door() {}

  static SharedStack stack() {
    return SharedStack.get(Door::writeModel);
  }

  static Path writeModel(Path folder) {
    try {
      return ChatStories.write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HttpRequest.Builder request(String path, String key) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack().gateway() + path));
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  static HttpResponse<String> post(String path, String key, String body) throws Exception {
    return CLIENT.send(
        request(path, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  static HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, stack().apiKey(), body);
  }

  static HttpResponse<Stream<String>> stream(String path, String body) throws Exception {
    return CLIENT.send(
        request(path, stack().apiKey())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofLines());
  }

  /** The chunks of a stream, in order; fails when it does not end with {@code [DONE]}. */
  static List<JsonNode> chunks(HttpResponse<Stream<String>> response) {
    List<String> data =
        response
            .body()
            .filter(line -> line.startsWith("data:"))
            .map(line -> line.substring(5).strip())
            .toList();
    if (data.isEmpty() || !data.getLast().equals("[DONE]")) {
      throw new AssertionError("the stream does not end with [DONE]: " + data);
    }
    return data.subList(0, data.size() - 1).stream().map(Door::json).toList();
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
