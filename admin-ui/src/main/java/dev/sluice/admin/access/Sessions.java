package dev.sluice.admin.access;

import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sessions, in the database so that a restart logs nobody out. Only a hash of each token is stored:
 * who reads the table cannot take a session over. A plain hash is enough, the tokens are random.
 */
@Component
class Sessions {
  private static final int TOKEN_BYTES = 32;
  private static final String FIND =
      """
      SELECT u.id, u.username, u.role, u.must_change_password, s.token_hash
      FROM user_sessions s JOIN users u ON u.id = s.user_id
      WHERE s.token_hash = :hash AND s.expires_at > :now AND u.disabled = FALSE
      """;

  private final DatabaseClient database;
  private final AccessSettings settings;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Sessions(DatabaseClient database, AccessSettings settings, Clock clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /** Starts a session and forgets the expired ones; gives the token, which is not stored. */
  Mono<String> open(String userId) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    long now = clock.millis();
    return database
        .sql("DELETE FROM user_sessions WHERE expires_at <= :now")
        .bind("now", now)
        .then()
        .then(insert(userId, hash(token), now))
        .thenReturn(token);
  }

  private Mono<Void> insert(String userId, String hash, long now) {
    return database
        .sql("INSERT INTO user_sessions VALUES (:hash, :user, :now, :expires)")
        .bind("hash", hash)
        .bind("user", userId)
        .bind("now", now)
        .bind("expires", now + settings.sessionLifetime().toMillis())
        .then();
  }

  /** Who holds this token; empty when it is unknown or its session has ended. */
  Mono<Caller> find(String token) {
    return database
        .sql(FIND)
        .bind("hash", hash(token))
        .bind("now", clock.millis())
        .map(Sessions::user)
        .one();
  }

  private static Caller user(Readable row) {
    return new Caller(
        row.get("id", String.class),
        row.get("username", String.class),
        Role.of(row.get("role", String.class)),
        row.get("must_change_password", Boolean.class),
        row.get("token_hash", String.class));
  }

  Mono<Void> close(Caller user) {
    return database
        .sql("DELETE FROM user_sessions WHERE token_hash = :hash")
        .bind("hash", user.sessionHash())
        .then();
  }

  /**
   * Ends the session of a browser that logs in again.
   *
   * @param token null when it has none
   */
  Mono<Void> close(String token) {
    return token == null
        ? Mono.empty()
        : database
            .sql("DELETE FROM user_sessions WHERE token_hash = :hash")
            .bind("hash", hash(token))
            .then();
  }

  /** Ends all sessions of somebody who may no longer be in, or whose password was reset. */
  Mono<Void> closeAll(String userId) {
    return database
        .sql("DELETE FROM user_sessions WHERE user_id = :user")
        .bind("user", userId)
        .then();
  }

  /** Ends the user's other sessions, as a new password demands. */
  Mono<Void> closeOthers(Caller user) {
    return database
        .sql("DELETE FROM user_sessions WHERE user_id = :user AND token_hash <> :hash")
        .bind("user", user.id())
        .bind("hash", user.sessionHash())
        .then();
  }

  static String hash(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
