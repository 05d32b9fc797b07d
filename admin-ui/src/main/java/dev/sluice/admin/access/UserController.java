package dev.sluice.admin.access;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.api.Page;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/v1/users}. */
@RestController
@RequestMapping("/api/v1/users")
class UserController {
  /** The only answer that shows a password, which has to be changed at the first login. */
  record PasswordView(String password, User.View user) {
    @Override
    public String toString() {
      return "PasswordView[" + user + "]";
    }
  }

  private final Users users;
  private final UserRepository rows;

  UserController(Users users, UserRepository rows) {
    this.users = users;
    this.rows = rows;
  }

  @GetMapping
  Mono<Page<User.View>> users(
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    Cursor after = Cursor.read(cursor);
    return rows.page(after.atMillis(), after.id(), size + 1)
        .collectList()
        .map(page -> Page.of(page, size, UserController::place, User::view));
  }

  @PostMapping
  Mono<ResponseEntity<PasswordView>> create(@RequestBody Users.Create create, Principal caller) {
    return users.create(caller.getName(), create).map(made -> answer(HttpStatus.CREATED, made));
  }

  @PutMapping("/{id}")
  Mono<ResponseEntity<User.View>> update(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody Users.Edit edit,
      Principal caller) {
    return users
        .update(caller.getName(), id, edit, ifMatch)
        .map(user -> EntityTag.tagged(ResponseEntity.ok(), user.version(), user.view()));
  }

  @PostMapping("/{id}/reset-password")
  Mono<ResponseEntity<PasswordView>> resetPassword(@PathVariable String id, Principal caller) {
    return users.resetPassword(caller.getName(), id).map(made -> answer(HttpStatus.OK, made));
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Void>> delete(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      Principal caller) {
    return users
        .delete(caller.getName(), id, ifMatch)
        .thenReturn(ResponseEntity.noContent().build());
  }

  private static ResponseEntity<PasswordView> answer(HttpStatus status, Users.WithPassword made) {
    return EntityTag.tagged(
        ResponseEntity.status(status),
        made.user().version(),
        new PasswordView(made.password(), made.user().view()));
  }

  private static Cursor place(User user) {
    return new Cursor(user.createdAt(), user.id());
  }
}
