package dev.sluice.admin.access;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.api.Page;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/v1/tokens}. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {
  /** The only answer that shows a secret. */
  record CreatedView(String secret, AccessToken.View token) {
    @Override
    public String toString() {
      return "CreatedView[" + token + "]";
    }
  }

  private final AccessTokens tokens;
  private final AccessTokenRepository rows;

  TokenController(AccessTokens tokens, AccessTokenRepository rows) {
    this.tokens = tokens;
    this.rows = rows;
  }

  @GetMapping
  Mono<Page<AccessToken.View>> tokens(
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    Cursor after = Cursor.read(cursor);
    return rows.page(after.atMillis(), after.id(), size + 1)
        .collectList()
        .map(page -> Page.of(page, size, TokenController::place, AccessToken::view));
  }

  @PostMapping
  Mono<ResponseEntity<CreatedView>> create(
      @RequestBody AccessTokens.Create create, Principal caller) {
    return tokens
        .create(caller.getName(), create)
        .map(
            made ->
                EntityTag.tagged(
                    ResponseEntity.status(HttpStatus.CREATED),
                    made.token().version(),
                    new CreatedView(made.secret(), made.token().view())));
  }

  @PostMapping("/{id}/revoke")
  Mono<ResponseEntity<AccessToken.View>> revoke(@PathVariable String id, Principal caller) {
    return tokens
        .revoke(caller.getName(), id)
        .map(token -> EntityTag.tagged(ResponseEntity.ok(), token.version(), token.view()));
  }

  private static Cursor place(AccessToken token) {
    return new Cursor(token.createdAt(), token.id());
  }
}
