package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.contract.ErrorCode;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Logging in and out, and one's own password. */
@RestController
@RequestMapping("/api/v1/session")
class SessionController {
  /** Who is logged in, as the console sees it. */
  record Session(String username, Role role, boolean mustChangePassword) {
    static Session of(Caller user) {
      return new Session(user.username(), user.role(), user.mustChangePassword());
    }
  }

  /** Where one may log in besides here. */
  record SignIn(Provider provider) {
    /** A button and the path behind it. */
    record Provider(String label, String path) {}

    static SignIn of(IdentityProvider provider) {
      return new SignIn(provider == null ? null : new Provider(provider.label(), provider.path()));
    }
  }

  /** The fields of a login. */
  record Login(String username, String password) {
    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }

  /** The fields of a change of password. */
  record PasswordChange(String currentPassword, String newPassword) {
    @Override
    public String toString() {
      return "PasswordChange[***]";
    }
  }

  private final UserRepository users;
  private final Passwords passwords;
  private final Sessions sessions;
  private final SessionCookie cookies;
  private final LoginThrottle throttle;
  private final ObjectProvider<IdentityProvider> provider;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;

  SessionController(
      UserRepository users,
      Passwords passwords,
      Sessions sessions,
      SessionCookie cookies,
      LoginThrottle throttle,
      ObjectProvider<IdentityProvider> provider,
      AuditTrail audit,
      TransactionalOperator transaction) {
    this.users = users;
    this.passwords = passwords;
    this.sessions = sessions;
    this.cookies = cookies;
    this.throttle = throttle;
    this.provider = provider;
    this.audit = audit;
    this.transaction = transaction;
  }

  @GetMapping
  Session session(@AuthenticationPrincipal Caller user) {
    return Session.of(user);
  }

  @GetMapping("/sign-in")
  SignIn signIn() {
    return SignIn.of(provider.getIfAvailable());
  }

  @PostMapping("/login")
  Mono<Session> logIn(@RequestBody Login login, ServerWebExchange exchange) {
    String username = given("username", login.username());
    String password = given("password", login.password());
    String address = address(exchange);
    throttle.attempt(address, username);
    return users
        .findByUsername(username)
        .singleOptional()
        .filterWhen(user -> passwords.matches(password, user.map(User::passwordHash).orElse(null)))
        .map(Optional::orElseThrow)
        .filter(user -> !user.disabled())
        .switchIfEmpty(Mono.error(SessionController::refusal))
        .doOnNext(_ -> throttle.succeeded(address, username))
        .flatMap(user -> open(user, exchange));
  }

  private Mono<Session> open(User user, ServerWebExchange exchange) {
    return sessions
        .close(SessionCookie.read(exchange))
        .then(sessions.open(user.id()))
        .flatMap(
            token ->
                audit
                    .record(user.username(), "session.login", "user", user.id(), null, null)
                    .thenReturn(token))
        .as(transaction::transactional)
        .doOnNext(token -> cookies.write(exchange, token))
        .map(token -> Session.of(Caller.of(user, Sessions.hash(token))));
  }

  @PostMapping("/logout")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> logOut(@AuthenticationPrincipal Caller user, ServerWebExchange exchange) {
    return sessions.close(user).doOnSuccess(_ -> cookies.clear(exchange));
  }

  @PostMapping("/password")
  Mono<Session> changePassword(
      @AuthenticationPrincipal Caller user,
      @RequestBody PasswordChange change,
      ServerWebExchange exchange) {
    String current = given("currentPassword", change.currentPassword());
    String fresh = Passwords.checkNew(change.newPassword());
    String address = address(exchange);
    throttle.attempt(address, user.username());
    return users
        .findById(user.id())
        .filterWhen(row -> passwords.matches(current, row.passwordHash()))
        .switchIfEmpty(Mono.error(SessionController::wrongCurrent))
        .doOnNext(_ -> throttle.succeeded(address, user.username()))
        .flatMap(row -> passwords.hash(fresh).map(hash -> row.withPassword(hash, false)))
        .flatMap(row -> store(user, row));
  }

  private Mono<Session> store(Caller user, User row) {
    return users
        .save(row)
        .flatMap(
            saved ->
                sessions
                    .closeOthers(user)
                    .then(
                        audit.record(
                            user.username(), "user.password", "user", user.id(), null, null))
                    .thenReturn(Session.of(Caller.of(saved, user.sessionHash()))))
        .as(transaction::transactional);
  }

  /** The same answer for a wrong name and a wrong password, and after the same work. */
  private static ApiFailure refusal() {
    return new ApiFailure(ErrorCode.UNAUTHENTICATED, "the user name or the password is wrong");
  }

  private static ApiFailure wrongCurrent() {
    return ApiFailure.invalid("currentPassword", "the current password is wrong");
  }

  private static String given(String param, String value) {
    if (value == null || value.isEmpty()) {
      throw ApiFailure.missing(param);
    }
    return value;
  }

  private static String address(ServerWebExchange exchange) {
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    return remote == null ? "" : remote.getAddress().getHostAddress();
  }
}
