package dev.sluice.standalone.endtoend;

import dev.sluice.standalone.stack.SharedStack;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control plane as a script of an administrator uses it: a session, and its CSRF token. */
final class Administrator {
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build();
  private final String admin;

  private Administrator(String admin) {
    this.admin = admin;
  }

  /**
   * A key as its creation shows it.
   *
   * @param secret what clients send
   */
  record Key(String id, String secret) {}

  static Administrator logIn() throws Exception {
    return logIn(Door.stack());
  }

  static Administrator logIn(SharedStack stack) throws Exception {
    Administrator administrator = new Administrator(stack.admin());
    administrator.send(administrator.request("/").GET());
    administrator.post(
        "/api/v1/session/login", Map.of("username", "admin", "password", stack.adminPassword()));
    return administrator;
  }

  /** A new key of the first project; null limits are none. */
  Key createKey(String name, Long requestsPerMinute, Long tokensPerMinute) throws Exception {
    Map<String, Object> body = new HashMap<>();
    body.put("projectId", get("/api/v1/projects").get(0).path("id").stringValue());
    body.put("name", name);
    body.put("requestsPerMinute", requestsPerMinute);
    body.put("tokensPerMinute", tokensPerMinute);
    JsonNode created = post("/api/v1/keys", body);
    return new Key(
        created.path("apiKey").path("id").stringValue(), created.path("key").stringValue());
  }

  /** Of the session; whoever has it is logged in. */
  String sessionCookie() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("SLUICE_SESSION"))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElseThrow();
  }

  void revoke(Key key) throws Exception {
    post("/api/v1/keys/" + key.id() + "/revoke", Map.of());
  }

  JsonNode get(String path) throws Exception {
    return Door.json(send(request(path).GET()));
  }

  /** A change of what was read at this version. */
  JsonNode put(String path, long version, Object body) throws Exception {
    return Door.json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", csrfToken())
                .header("If-Match", "\"" + version + "\"")
                .PUT(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))));
  }

  JsonNode post(String path, Object body) throws Exception {
    return Door.json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", csrfToken())
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(admin + path));
  }

  private String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new AssertionError(
          "%s answers %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  private String csrfToken() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("admin has set no cookie XSRF-TOKEN"));
  }
}
