package dev.sluice.admin.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may call what, the {@code x-role} of {@code openapi/admin.yaml} in one table. What is not in
 * it is refused. Paths are matched as the dispatcher matches them.
 */
public final class RoleTable {
  /**
   * One line of the table.
   *
   * @param least the least role, null when no login is needed
   */
  public record Rule(HttpMethod method, PathPattern path, Role least) {
    /** Whether it is about the session itself, which somebody with a first password may use. */
    boolean isOwnSession() {
      return path.getPatternString().startsWith(SESSION);
    }
  }

  private static final String SESSION = "/api/v1/session";

  private static final List<Rule> API =
      List.of(
          open(POST, SESSION + "/login"),
          open(GET, SESSION + "/sign-in"),
          rule(GET, SESSION, Role.VIEWER),
          rule(POST, SESSION + "/logout", Role.VIEWER),
          rule(POST, SESSION + "/password", Role.VIEWER),
          rule(GET, "/api/v1/overview", Role.VIEWER),
          rule(GET, "/api/v1/overview/stream", Role.VIEWER),
          rule(GET, "/api/v1/pods", Role.VIEWER),
          rule(POST, "/api/v1/pods/{address}/drain", Role.OPERATOR),
          rule(GET, "/api/v1/route-decisions", Role.VIEWER),
          rule(GET, "/api/v1/organisations", Role.VIEWER),
          rule(POST, "/api/v1/organisations", Role.OPERATOR),
          rule(PUT, "/api/v1/organisations/{id}", Role.OPERATOR),
          rule(GET, "/api/v1/projects", Role.VIEWER),
          rule(POST, "/api/v1/projects", Role.OPERATOR),
          rule(PUT, "/api/v1/projects/{id}", Role.OPERATOR),
          rule(GET, "/api/v1/keys", Role.VIEWER),
          rule(POST, "/api/v1/keys", Role.OPERATOR),
          rule(PUT, "/api/v1/keys/{id}", Role.OPERATOR),
          rule(POST, "/api/v1/keys/{id}/revoke", Role.OPERATOR),
          rule(POST, "/api/v1/keys/{id}/rotate", Role.OPERATOR),
          rule(GET, "/api/v1/quotas", Role.VIEWER),
          rule(POST, "/api/v1/quotas", Role.OPERATOR),
          rule(PUT, "/api/v1/quotas/{id}", Role.OPERATOR),
          rule(DELETE, "/api/v1/quotas/{id}", Role.OPERATOR),
          rule(GET, "/api/v1/quotas/{id}/ledger", Role.VIEWER),
          rule(GET, "/api/v1/models", Role.VIEWER),
          rule(POST, "/api/v1/models", Role.OPERATOR),
          rule(PUT, "/api/v1/models/{id}", Role.OPERATOR),
          rule(DELETE, "/api/v1/models/{id}", Role.OPERATOR),
          rule(GET, "/api/v1/served-models", Role.VIEWER),
          rule(GET, "/api/v1/model-versions/{id}/load-plan", Role.VIEWER),
          rule(PUT, "/api/v1/model-versions/{id}/load-plan", Role.OPERATOR),
          rule(POST, "/api/v1/model-versions/{id}/retry", Role.OPERATOR),
          rule(GET, "/api/v1/version-loads", Role.VIEWER),
          rule(GET, "/api/v1/model-versions", Role.VIEWER),
          rule(POST, "/api/v1/model-versions", Role.OPERATOR),
          rule(PUT, "/api/v1/model-versions/{id}", Role.OPERATOR),
          rule(GET, "/api/v1/model-versions/{id}/transitions", Role.VIEWER),
          rule(GET, "/api/v1/models/{id}/canary-policy", Role.VIEWER),
          rule(PUT, "/api/v1/models/{id}/canary-policy", Role.OPERATOR),
          rule(GET, "/api/v1/model-versions/{id}/golden-output", Role.VIEWER),
          rule(PUT, "/api/v1/model-versions/{id}/golden-output", Role.OPERATOR),
          rule(GET, "/api/v1/rollbacks", Role.VIEWER),
          rule(GET, "/api/v1/usage", Role.VIEWER),
          rule(GET, "/api/v1/usage.csv", Role.VIEWER),
          rule(GET, "/api/v1/usage/events", Role.VIEWER),
          rule(GET, "/api/v1/users", Role.ADMIN),
          rule(POST, "/api/v1/users", Role.ADMIN),
          rule(PUT, "/api/v1/users/{id}", Role.ADMIN),
          rule(DELETE, "/api/v1/users/{id}", Role.ADMIN),
          rule(POST, "/api/v1/users/{id}/reset-password", Role.ADMIN),
          rule(GET, "/api/v1/tokens", Role.ADMIN),
          rule(POST, "/api/v1/tokens", Role.ADMIN),
          rule(POST, "/api/v1/tokens/{id}/revoke", Role.ADMIN),
          rule(GET, "/api/v1/audit", Role.ADMIN),
          rule(GET, "/api/v1/audit.csv", Role.ADMIN),
          rule(POST, "/api/v1/playground/chat", Role.VIEWER),
          rule(POST, "/api/v1/playground/versions/{id}/chat", Role.OPERATOR));

  private static final List<Rule> ACTUATOR =
      List.of(open(GET, "/actuator/health/**"), rule(GET, "/actuator/**", Role.VIEWER));

  private static final PathPattern API_PATHS = pattern("/api/**");
  private static final PathPattern ACTUATOR_PATHS = pattern("/actuator/**");
  private static final Rule CONSOLE = open(GET, "/**");

  private RoleTable() {}

  /** The lines about {@code /api}. */
  public static List<Rule> api() {
    return API;
  }

  /**
   * The line for a request; empty when it must be refused. Reading anything outside of {@code /api}
   * and {@code /actuator} is open: those are the console's files and routes.
   */
  static Optional<Rule> ruleFor(ServerHttpRequest request) {
    PathContainer path = request.getPath().pathWithinApplication();
    HttpMethod method = request.getMethod() == HttpMethod.HEAD ? GET : request.getMethod();
    if (API_PATHS.matches(path)) {
      return first(API, method, path);
    }
    return ACTUATOR_PATHS.matches(path)
        ? first(ACTUATOR, method, path)
        : first(List.of(CONSOLE), method, path);
  }

  private static Optional<Rule> first(List<Rule> rules, HttpMethod method, PathContainer path) {
    return rules.stream()
        .filter(rule -> rule.method().equals(method) && rule.path().matches(path))
        .findFirst();
  }

  private static Rule open(HttpMethod method, String path) {
    return rule(method, path, null);
  }

  private static Rule rule(HttpMethod method, String path, Role least) {
    return new Rule(method, pattern(path), least);
  }

  private static PathPattern pattern(String path) {
    return PathPatternParser.defaultInstance.parse(path);
  }
}
