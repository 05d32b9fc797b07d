package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.stack.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Secrets and texts go through everything that takes them, in calls that succeed, are refused and
 * break, while all loggers of all services write at DEBUG and ours at TRACE. None is in the log.
 */
class SecretsInLogsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String PROMPT = "canaryprompt7f3a";
  private static final String SYSTEM = "canarysystem7f3a";
  private static final String FALSE_KEY = "sk-sluice-canarykey7f3acanarykey7f3a";
  private static final String FALSE_PASSWORD = "canary wrong password 7f3a";
  private static final String NEW_PASSWORD = "canary new password 7f3a";
  private static final String FALSE_TOKEN = "sla-canarytoken7f3a";

  private final SharedStack stack = Door.stack();
  private final List<String> secrets =
      new ArrayList<>(
          List.of(
              PROMPT,
              SYSTEM,
              FALSE_KEY,
              FALSE_PASSWORD,
              NEW_PASSWORD,
              FALSE_TOKEN,
              stack.apiKey(),
              stack.adminPassword()));

  @Test
  void nothingSecret_isLoggedByAnyService() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      Administrator administrator = Administrator.logIn();
      secrets.add(administrator.sessionCookie());
      completions(administrator);
      golden(administrator);
      users(administrator);
      tokens(administrator);
      passwords(administrator);
      List<String> lines = log.lines();
      assertThat(lines).as("what all four services log").hasSizeGreaterThan(500);
      for (String path : List.of("/v1/completions", "/generate", "/encode", "/session/login")) {
        assertThat(lines.stream().anyMatch(line -> line.contains(path))).as(path).isTrue();
      }
      assertThat(lines.stream().filter(line -> secrets.stream().anyMatch(line::contains)).toList())
          .as("lines with a secret or a text")
          .isEmpty();
    }
    String file = Files.readString(stack.modelFolder().resolve("data/logs/sluice.log"));
    assertThat(file).isNotEmpty().doesNotContain(secrets);
  }

  /** Answered, refused for each reason there is, and broken by a client that leaves. */
  private void completions(Administrator administrator) throws Exception {
    Administrator.Key key = administrator.createKey("canary", null, null);
    secrets.add(key.secret());
    await().atMost(SOON).until(() -> status(key.secret(), "stories260k", 4) == 200);
    assertThat(status(key.secret(), "no-such-model", 4)).isEqualTo(404);
    assertThat(status(key.secret(), "stories260k", 1_000_000)).isEqualTo(400);
    assertThat(status(FALSE_KEY, "stories260k", 4)).isEqualTo(401);
    assertThat(post(key.secret(), "{\"prompt\":\"" + PROMPT)).isEqualTo(400);
    assertThat(post(key.secret(), "{\"prompt\":{\"" + PROMPT + "\":1},\"model\":\"stories260k\"}"))
        .isEqualTo(400);
    String chat =
        "{\"model\":\"stories260k\",\"max_tokens\":4,\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(SYSTEM, PROMPT);
    assertThat(Door.post("/v1/chat/completions", key.secret(), chat).statusCode()).isEqualTo(200);
    assertThat(Door.post("/tokenize", key.secret(), chat).statusCode()).isEqualTo(200);
    leaves(key.secret());
    administrator.post(
        "/api/v1/playground/chat",
        Map.of(
            "model",
            "stories260k",
            "max_tokens",
            4,
            "messages",
            List.of(Map.of("role", "user", "content", PROMPT))));
    Administrator.Key few = administrator.createKey("few", 1L, null);
    secrets.add(few.secret());
    await().atMost(SOON).until(() -> status(few.secret(), "stories260k", 4) == 429);
    administrator.revoke(key);
    await().atMost(SOON).until(() -> status(key.secret(), "stories260k", 4) == 401);
  }

  private void leaves(String key) throws Exception {
    HttpRequest request =
        Door.request("/v1/completions", key)
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"stories260k\",\"stream\":true,\"max_tokens\":400,\"ignore_eos\":true,\"prompt\":\""
                        + PROMPT
                        + "\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofInputStream());
      assertThat(answer.body().read()).isNotNegative();
      answer.body().close();
      client.shutdownNow();
    }
  }

  private static int status(String key, String model, int maxTokens) throws Exception {
    return post(
        key,
        "{\"model\":\"%s\",\"prompt\":\"%s\",\"max_tokens\":%d}"
            .formatted(model, PROMPT, maxTokens));
  }

  private static int post(String key, String body) throws Exception {
    return Door.post("/v1/completions", key, body).statusCode();
  }

  private void golden(Administrator administrator) throws Exception {
    JsonNode version =
        administrator.post("/api/v1/model-versions", Map.of("servedModel", SharedStack.MODEL));
    String path = "/api/v1/model-versions/" + version.path("id").asString();
    administrator.put(path + "/golden-output", 1, Map.of("prompt", PROMPT, "maxTokens", 4));
  }

  private void users(Administrator administrator) throws Exception {
    JsonNode user =
        administrator.post("/api/v1/users", Map.of("username", "canary", "role", "viewer"));
    secrets.add(user.path("password").asString());
    String id = user.path("user").path("id").asString();
    secrets.add(
        administrator
            .post("/api/v1/users/" + id + "/reset-password", Map.of())
            .path("password")
            .asString());
  }

  private void tokens(Administrator administrator) throws Exception {
    JsonNode token =
        administrator.post("/api/v1/tokens", Map.of("name", "canary", "role", "viewer"));
    String secret = token.path("secret").asString();
    secrets.add(secret);
    assertThat(withToken(secret)).isEqualTo(200);
    assertThat(withToken(FALSE_TOKEN)).isEqualTo(401);
    administrator.post(
        "/api/v1/tokens/" + token.path("token").path("id").asString() + "/revoke", Map.of());
    assertThat(withToken(secret)).isEqualTo(401);
  }

  private int withToken(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.admin() + "/api/v1/models"))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private void passwords(Administrator administrator) {
    assertThatThrownBy(
            () ->
                administrator.post(
                    "/api/v1/session/login",
                    Map.of("username", "admin", "password", FALSE_PASSWORD)))
        .hasMessageContaining("401");
    assertThatThrownBy(
            () -> administrator.post("/api/v1/session/login", List.of("password", FALSE_PASSWORD)))
        .hasMessageContaining("400");
    assertThatThrownBy(
            () ->
                administrator.post(
                    "/api/v1/session/password",
                    Map.of("currentPassword", FALSE_PASSWORD, "newPassword", NEW_PASSWORD)))
        .isInstanceOf(AssertionError.class);
  }
}
