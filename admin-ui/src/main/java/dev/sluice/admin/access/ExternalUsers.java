package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.contract.ErrorCode;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Users whom an identity provider vouches for. Their row is made at the first login and follows the
 * provider's word about their role at every later one; only disabling them is decided here.
 */
@Component
public class ExternalUsers {
  private static final int NAME_CHARACTERS = 60;
  private static final int SUBJECT_CHARACTERS = 255;

  /**
   * Somebody as a provider describes them.
   *
   * @param subject never given to another person, unlike the name
   */
  public record Person(String issuer, String subject, String name, Role role) {}

  private final UserRepository rows;
  private final Sessions sessions;
  private final SessionCookie cookies;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  ExternalUsers(
      UserRepository rows,
      Sessions sessions,
      SessionCookie cookies,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.sessions = sessions;
    this.cookies = cookies;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Opens a session and sets its cookie; fails for somebody who is disabled. */
  public Mono<Void> logIn(Person person, ServerWebExchange exchange) {
    return rows.findByIssuerAndSubject(person.issuer(), person.subject())
        .flatMap(user -> follow(user, person))
        .switchIfEmpty(Mono.defer(() -> create(person)))
        .flatMap(user -> open(user, exchange))
        .as(transaction::transactional)
        .doOnNext(token -> cookies.write(exchange, token))
        .then();
  }

  /** The caller for a token that vouches for this person; empty for somebody who is disabled. */
  public Mono<Caller> caller(Person person) {
    Caller caller = Caller.bearer(person.subject(), shownName(person.name()), person.role());
    return rows.findByIssuerAndSubject(person.issuer(), person.subject())
        .map(user -> user.disabled() ? Mono.<Caller>empty() : Mono.just(as(user, person)))
        .defaultIfEmpty(Mono.just(caller))
        .flatMap(known -> known);
  }

  private static Caller as(User user, Person person) {
    return Caller.bearer(user.id(), user.username(), person.role());
  }

  private Mono<User> follow(User user, Person person) {
    if (user.disabled()) {
      return Mono.error(
          new ApiFailure(
              ErrorCode.PERMISSION_DENIED, "the user is disabled; ask an administrator"));
    }
    if (Role.of(user.role()) == person.role()) {
      return Mono.just(user);
    }
    return rows.save(user.with(person.role(), false))
        .flatMap(saved -> note("user.update", user.view(), saved));
  }

  private Mono<User> create(Person person) {
    if (person.subject().length() > SUBJECT_CHARACTERS) {
      return Mono.error(
          ApiFailure.invalid(
              "sub",
              "the subject has %d characters and may have %d"
                  .formatted(person.subject().length(), SUBJECT_CHARACTERS)));
    }
    String id = UUID.randomUUID().toString();
    String shown = shownName(person.name());
    return rows.findByUsername(shown)
        .map(_ -> shown + " (" + id.substring(0, 8) + ")")
        .defaultIfEmpty(shown)
        .map(name -> row(id, name, person))
        .flatMap(rows::save)
        .flatMap(user -> note("user.create", null, user));
  }

  private User row(String id, String name, Person person) {
    return new User(
        id,
        name,
        "",
        person.role().wire(),
        false,
        clock.millis(),
        false,
        person.issuer(),
        person.subject(),
        null);
  }

  private Mono<User> note(String action, User.View before, User after) {
    return audit
        .record(AuditTrail.SYSTEM, action, "user", after.id(), before, after.view())
        .thenReturn(after);
  }

  private Mono<String> open(User user, ServerWebExchange exchange) {
    return sessions
        .close(SessionCookie.read(exchange))
        .then(sessions.open(user.id()))
        .flatMap(
            token ->
                audit
                    .record(user.username(), "session.login", "user", user.id(), null, null)
                    .thenReturn(token));
  }

  /** No colon and no "system", which mean something else in the audit. */
  private static String shownName(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}:]", "_");
    String cut = plain.substring(0, Math.min(plain.length(), NAME_CHARACTERS)).strip();
    return cut.isEmpty() || cut.equals(AuditTrail.SYSTEM) ? "_" + cut : cut;
  }
}
