package dev.sluice.standalone.endtoend;

import static org.awaitility.Awaitility.await;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.VersionSource;
import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** A further version in the stack's pod and tokenizer, told over their internal doors. */
final class LoadedVersion {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SharedStack stack;
  private final String name;

  LoadedVersion(SharedStack stack, String name) {
    this.stack = stack;
    this.name = name;
  }

  /** Returns when both serve it. */
  void load(Path file) {
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                new LoadVersionRequest(
                    name, VersionSource.ofPath(file.toString()), null, null, null));
    for (String service : new String[] {stack.pod(), stack.tokenizer()}) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  send(request(service + InternalPaths.VERSIONS)
                          .header("content-type", "application/json")
                          .POST(BodyPublishers.ofString(body)))
                      .body()
                      .contains("READY"));
    }
  }

  /** Returns when neither knows it any more. */
  void unload() {
    for (String service : new String[] {stack.pod(), stack.tokenizer()}) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  send(request(service + InternalPaths.VERSIONS + "/" + name).DELETE()).statusCode()
                      == 204);
    }
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).header(SignedContext.HEADER, stack.signature());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
