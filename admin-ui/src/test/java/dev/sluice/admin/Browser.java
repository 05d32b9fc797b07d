package dev.sluice.admin;

import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Keeps the two cookies as the console's browser does, and sends the CSRF header. */
public final class Browser {
  private final WebTestClient client;
  private String session;
  private String csrf;

  Browser(WebTestClient client) {
    this.client = client;
    this.csrf = cookie("XSRF-TOKEN", get("/"));
  }

  private EntityExchangeResult<byte[]> get(String path) {
    return client.get().uri(path).exchange().expectBody().returnResult();
  }

  private static String cookie(String name, EntityExchangeResult<?> result) {
    ResponseCookie cookie = result.getResponseCookies().getFirst(name);
    return cookie == null ? null : cookie.getValue();
  }

  /** The token of the session, null before the login. */
  public String session() {
    return session;
  }

  public String csrf() {
    return csrf;
  }

  /** Logs in, which must succeed. */
  public Browser logIn(String username, String password) {
    EntityExchangeResult<byte[]> result =
        post("/api/v1/session/login", Map.of("username", username, "password", password))
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult();
    session = cookie("SLUICE_SESSION", result);
    return this;
  }

  public WebTestClient.ResponseSpec read(String path) {
    return request(HttpMethod.GET, path).exchange();
  }

  public WebTestClient.ResponseSpec post(String path, Object body) {
    return send(HttpMethod.POST, path, null, body);
  }

  public WebTestClient.ResponseSpec put(String path, String ifMatch, Object body) {
    return send(HttpMethod.PUT, path, ifMatch, body);
  }

  /** A change with a body, and If-Match where it is not null. */
  public WebTestClient.ResponseSpec send(
      HttpMethod method, String path, String ifMatch, Object body) {
    WebTestClient.RequestBodySpec request = request(method, path);
    request.header("X-XSRF-TOKEN", csrf);
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    return body == null
        ? request.exchange()
        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  /** A request with the cookies and without the CSRF header. */
  public WebTestClient.RequestBodySpec request(HttpMethod method, String path) {
    WebTestClient.RequestBodySpec request = client.method(method).uri(path);
    if (csrf != null) {
      request.cookie("XSRF-TOKEN", csrf);
    }
    if (session != null) {
      request.cookie("SLUICE_SESSION", session);
    }
    return request;
  }
}
