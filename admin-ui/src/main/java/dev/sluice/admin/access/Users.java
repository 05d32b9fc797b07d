package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * What administrators do to users. Each change is one transaction with its audit row; the last
 * administrator who has a password stays one.
 */
@Component
class Users {
  private static final Set<String> ACTORS_OF_THE_AUDIT =
      Set.of(AuditTrail.SYSTEM, AuditTrail.AUTOMATIC);

  /** No colon: the audit names tokens with one. */
  private static final Pattern USERNAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{1,100}");

  /** The fields of a new user. */
  record Create(String username, Role role) {}

  /** What can be changed. */
  record Edit(Role role, Boolean disabled) {}

  /** A user and the password that is shown this once, and good for choosing another. */
  record WithPassword(User user, String password) {
    @Override
    public String toString() {
      return "WithPassword[" + user + "]";
    }
  }

  private final UserRepository rows;
  private final Sessions sessions;
  private final Passwords passwords;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Users(
      UserRepository rows,
      Sessions sessions,
      Passwords passwords,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.sessions = sessions;
    this.passwords = passwords;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<WithPassword> create(String actor, Create create) {
    String username = checkName(create.username());
    if (create.role() == null) {
      throw ApiFailure.missing("role");
    }
    String id = UUID.randomUUID().toString();
    String password = RandomSecrets.fresh();
    return rows.findByUsername(username)
        .flatMap(_ -> Mono.<String>error(() -> taken(username)))
        .switchIfEmpty(Mono.defer(() -> passwords.hash(password)))
        .map(hash -> User.local(id, username, hash, create.role(), true, clock.millis()))
        .flatMap(rows::save)
        .flatMap(user -> note(actor, "user.create", null, user))
        .map(user -> new WithPassword(user, password))
        .as(transaction::transactional);
  }

  private static String checkName(String username) {
    if (username == null) {
      throw ApiFailure.missing("username");
    }
    if (!USERNAME.matcher(username).matches() || ACTORS_OF_THE_AUDIT.contains(username)) {
      throw ApiFailure.invalid(
          "username",
          "'%s' is no user name: 1 to 100 letters, digits and . _ @ + -, and none of %s"
              .formatted(username, new TreeSet<>(ACTORS_OF_THE_AUDIT)));
    }
    return username;
  }

  private static ApiFailure taken(String username) {
    return ApiFailure.conflict("username", "there is a user '%s' already".formatted(username));
  }

  Mono<User> update(String actor, String id, Edit edit, String ifMatch) {
    return find(id)
        .doOnNext(user -> EntityTag.check(ifMatch, user.version()))
        .flatMap(user -> store(actor, user, edited(user, edit)))
        .as(transaction::transactional);
  }

  private static User edited(User user, Edit edit) {
    Role role = edit.role() == null ? Role.of(user.role()) : edit.role();
    if (!user.isLocal() && role != Role.of(user.role())) {
      throw ApiFailure.conflict(
          "role", "the role of '%s' comes from its identity provider".formatted(user.username()));
    }
    return user.with(role, edit.disabled() == null ? user.disabled() : edit.disabled());
  }

  private Mono<User> store(String actor, User before, User after) {
    return keepAnAdmin(before, after)
        .then(rows.save(after))
        .flatMap(user -> endSessions(user, after.disabled()))
        .flatMap(user -> note(actor, "user.update", before, user));
  }

  private Mono<User> endSessions(User user, boolean wanted) {
    return wanted ? sessions.closeAll(user.id()).thenReturn(user) : Mono.just(user);
  }

  /** A new password made here, since the old one is not known; it ends the user's sessions. */
  Mono<WithPassword> resetPassword(String actor, String id) {
    String password = RandomSecrets.fresh();
    return find(id)
        .filter(User::isLocal)
        .switchIfEmpty(Mono.error(() -> noPassword(id)))
        .flatMap(user -> passwords.hash(password).map(hash -> user.withPassword(hash, true)))
        .flatMap(rows::save)
        .flatMap(user -> endSessions(user, true))
        .flatMap(user -> note(actor, "user.reset_password", null, user))
        .map(user -> new WithPassword(user, password))
        .as(transaction::transactional);
  }

  private static ApiFailure noPassword(String id) {
    return ApiFailure.conflict(
        null, "the user '%s' logs in at an identity provider and has no password".formatted(id));
  }

  Mono<Void> delete(String actor, String id, String ifMatch) {
    return find(id)
        .doOnNext(user -> EntityTag.check(ifMatch, user.version()))
        .flatMap(
            user ->
                keepAnAdmin(user, null)
                    .then(sessions.closeAll(id))
                    .then(rows.delete(user))
                    .then(audit.record(actor, "user.delete", "user", id, user.view(), null)))
        .as(transaction::transactional);
  }

  private Mono<Void> keepAnAdmin(User before, User after) {
    if (!before.isLocalAdmin() || (after != null && after.isLocalAdmin())) {
      return Mono.empty();
    }
    return rows.lockLocalAdmins()
        .filter(admin -> !admin.id().equals(before.id()))
        .hasElements()
        .filter(others -> others)
        .switchIfEmpty(Mono.error(() -> last(before)))
        .then();
  }

  private static ApiFailure last(User user) {
    return ApiFailure.conflict(
        null,
        "'%s' is the last administrator with a password; make another one first"
            .formatted(user.username()));
  }

  private Mono<User> note(String actor, String action, User before, User after) {
    return audit
        .record(
            actor, action, "user", after.id(), before == null ? null : before.view(), after.view())
        .thenReturn(after);
  }

  private Mono<User> find(String id) {
    return rows.findById(id).switchIfEmpty(Mono.error(() -> ApiFailure.notFound("user", id)));
  }
}
