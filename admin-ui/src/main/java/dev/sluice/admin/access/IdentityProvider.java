package dev.sluice.admin.access;

import org.springframework.security.config.web.server.ServerHttpSecurity;
import reactor.core.publisher.Mono;

/** Where people may log in instead of here. There is none unless the settings name one. */
public interface IdentityProvider {
  /** What the login page shows on its button. */
  String label();

  /** The path that a browser opens to log in. */
  String path();

  /** Adds the login to the filters in front of every endpoint. */
  void addLogin(ServerHttpSecurity http);

  /** Whose token it is; empty when it opens nothing here. */
  Mono<Caller> caller(String token);
}
