package dev.sluice.standalone.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A session with the control plane. Logs in with its first call, unless it was given a token: one
 * made for scripts, an identity provider's, or that of a session that exists.
 */
public final class AdminApi {
  /** Where {@code up} and {@code docker compose} have the console. */
  public static final String DEFAULT_URL = "http://127.0.0.1:8081";

  private static final String URL_VARIABLE = "SLUICE_ADMIN_URL";
  private static final String USER_VARIABLE = "SLUICE_ADMIN_USER";
  private static final String PASSWORD_VARIABLE = "SLUICE_ADMIN_PASSWORD";
  private static final String TOKEN_VARIABLE = "SLUICE_ADMIN_TOKEN";
  private static final String SESSION_COOKIE = "SLUICE_SESSION";

  /** Staging a version runs a load test first, which may take a minute. */
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String csrf = UUID.randomUUID().toString();
  private final String url;
  private final String user;
  private final String password;
  private String session;

  private AdminApi(String url, String user, String password, String session) {
    this.url = url.replaceAll("/+$", "");
    this.user = user;
    this.password = password;
    this.session = session;
  }

  /** As the environment says; nothing is called yet. */
  public static AdminApi of(Map<String, String> environment) {
    return new AdminApi(
        value(environment, URL_VARIABLE, DEFAULT_URL),
        value(environment, USER_VARIABLE, "admin"),
        value(environment, PASSWORD_VARIABLE, null),
        value(environment, TOKEN_VARIABLE, null));
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  /** The token of a new session, which {@code SLUICE_ADMIN_TOKEN} takes. */
  public String logIn() {
    if (password == null) {
      throw new AdminException(
          "Set %s, or %s to the token that 'sluice admin login' prints."
              .formatted(PASSWORD_VARIABLE, TOKEN_VARIABLE));
    }
    HttpResponse<InputStream> answer =
        send(
            request("/api/v1/session/login", Map.of())
                .POST(json(Map.of("username", user, "password", password))));
    read(answer);
    session =
        answer.headers().allValues("set-cookie").stream()
            .filter(cookie -> cookie.startsWith(SESSION_COOKIE + "="))
            .map(cookie -> cookie.substring(SESSION_COOKIE.length() + 1).split(";", 2)[0])
            .findFirst()
            .orElseThrow(() -> new AdminException(url + " has started no session."));
    return session;
  }

  public JsonNode get(String path, Map<String, String> query) {
    return read(call(request(path, query).GET()));
  }

  /** The items of all pages. */
  public List<JsonNode> all(String path, Map<String, String> query) {
    List<JsonNode> items = new ArrayList<>();
    Map<String, String> asked = new LinkedHashMap<>(query);
    asked.put("limit", "200");
    while (true) {
      JsonNode page = get(path, asked);
      page.get("items").forEach(items::add);
      if (page.get("nextCursor").isNull()) {
        return items;
      }
      asked.put("cursor", page.get("nextCursor").asString());
    }
  }

  /** The body as it comes, for files. */
  public void copy(String path, Map<String, String> query, OutputStream out) throws IOException {
    HttpResponse<InputStream> answer = call(request(path, query).GET());
    if (answer.statusCode() >= 300) {
      read(answer);
    }
    try (InputStream body = answer.body()) {
      body.transferTo(out);
    }
  }

  public JsonNode post(String path, Object body) {
    return read(call(request(path, Map.of()).POST(json(body))));
  }

  /** Changes what has this version. */
  public JsonNode put(String path, JsonNode current, Object body) {
    return read(call(request(path, Map.of()).header("If-Match", tag(current)).PUT(json(body))));
  }

  /** Deletes what has this version. */
  public void delete(String path, JsonNode current) {
    read(call(request(path, Map.of()).header("If-Match", tag(current)).DELETE()));
  }

  private static String tag(JsonNode current) {
    return "\"" + current.get("version").asLong() + "\"";
  }

  private static HttpRequest.BodyPublisher json(Object body) {
    return BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body));
  }

  /** The two halves of the CSRF check may be the caller's own: a script has no foreign pages. */
  private HttpRequest.Builder request(String path, Map<String, String> query) {
    String questions =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(target(path + (questions.isEmpty() ? "" : "?" + questions)))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("X-XSRF-TOKEN", csrf);
  }

  private URI target(String path) {
    try {
      return URI.create(url + path);
    } catch (IllegalArgumentException e) {
      throw new AdminException("%s is '%s' and no URL.".formatted(URL_VARIABLE, url), e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private HttpResponse<InputStream> call(HttpRequest.Builder request) {
    if (session == null) {
      logIn();
    }
    return send(request);
  }

  private void identify(HttpRequest.Builder request) {
    String cookies = "XSRF-TOKEN=" + csrf;
    if (session == null) {
      request.header("Cookie", cookies);
    } else if (isBearer(session)) {
      request.header("Authorization", "Bearer " + session);
    } else {
      request.header("Cookie", cookies + "; " + SESSION_COOKIE + "=" + session);
    }
  }

  /** A session's token has neither the prefix of tokens for scripts nor the dots of a JWT. */
  private static boolean isBearer(String token) {
    return token.startsWith("sla-") || token.indexOf('.') >= 0;
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) {
    identify(request);
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new AdminException(
          "The control plane at %s cannot be reached (%s); %s names another."
              .formatted(url, e.getClass().getSimpleName(), URL_VARIABLE),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("Interrupted while waiting for " + url + ".", e);
    }
  }

  private JsonNode read(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readAllBytes();
      if (answer.statusCode() >= 300) {
        throw refusal(answer.statusCode(), bytes);
      }
      return bytes.length == 0
          ? JsonMapper.shared().nullNode()
          : JsonMapper.shared().readTree(bytes);
    } catch (IOException | JacksonException e) {
      throw new AdminException(url + " gave no readable answer.", e);
    }
  }

  private AdminException refusal(int status, byte[] body) {
    try {
      JsonNode message = JsonMapper.shared().readTree(body).path("message");
      if (message.isString()) {
        return new AdminException("The control plane refuses: " + message.asString() + ".");
      }
    } catch (JacksonException e) {
      return new AdminException("%s answers with status %d.".formatted(url, status), e);
    }
    return new AdminException("%s answers with status %d.".formatted(url, status));
  }
}
