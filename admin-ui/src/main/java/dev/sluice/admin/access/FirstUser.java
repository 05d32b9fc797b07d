package dev.sluice.admin.access;

import dev.sluice.admin.audit.AuditTrail;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Makes the first administrator of a fresh database. */
@Component
public class FirstUser {
  /** Login of the first administrator. */
  public static final String USERNAME = "admin";

  private final UserRepository users;
  private final Passwords passwords;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  FirstUser(
      UserRepository users,
      Passwords passwords,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Creates the user in a database that has none: one who was deleted does not come back.
   *
   * @param given the password that the operator chose, or null
   * @param generated makes one otherwise, which the user is asked to change
   * @return the generated password, empty when none was needed
   */
  public Mono<String> ensure(String given, Supplier<String> generated) {
    return users
        .count()
        .filter(known -> known == 0)
        .flatMap(
            _ -> {
              String password = given == null ? generated.get() : given;
              return create(password, given == null)
                  .then(given == null ? Mono.just(password) : Mono.empty());
            });
  }

  private Mono<Void> create(String password, boolean mustChange) {
    String id = UUID.randomUUID().toString();
    Map<String, Object> state = Map.of("username", USERNAME, "role", Role.ADMIN.wire());
    return passwords
        .hash(password)
        .map(hash -> User.local(id, USERNAME, hash, Role.ADMIN, mustChange, clock.millis()))
        .flatMap(users::save)
        .then(audit.record(AuditTrail.SYSTEM, "user.create", "user", id, null, state))
        .as(transaction::transactional);
  }
}
