package dev.sluice.admin.identity;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.api.Page;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

/** {@code /api/v1/keys}. */
@RestController
@RequestMapping("/api/v1/keys")
class KeyController {
  /** The fields of a new key. */
  record Create(
      String projectId,
      String name,
      List<String> allowedModels,
      Instant expiresAt,
      Long requestsPerMinute,
      Long tokensPerMinute,
      List<String> scopes,
      List<String> networks,
      List<KeyLimits.Limit> limits) {
    ApiKey.Edit edit() {
      return new ApiKey.Edit(
          name, allowedModels, expiresAt, requestsPerMinute, tokensPerMinute, scopes, networks);
    }
  }

  /** How long the old key goes on. */
  record Rotate(Long overlapSeconds) {}

  /** The only answer that shows a secret. */
  record CreatedView(String key, KeyView apiKey) {
    @Override
    public String toString() {
      return "CreatedView[" + apiKey + "]";
    }
  }

  private final Keys keys;
  private final KeyRepository rows;
  private final ObjectProvider<KeyConsumption> consumption;

  KeyController(Keys keys, KeyRepository rows, ObjectProvider<KeyConsumption> consumption) {
    this.keys = keys;
    this.rows = rows;
    this.consumption = consumption;
  }

  @GetMapping
  Mono<Page<KeyView>> keys(
      @RequestParam(required = false) String projectId,
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    Cursor after = Cursor.read(cursor);
    return (projectId == null || projectId.isEmpty()
            ? rows.page(after.atMillis(), after.id(), size + 1)
            : rows.pageOfProject(projectId, after.atMillis(), after.id(), size + 1))
        .collectList()
        .flatMap(
            page -> used(page).map(used -> Page.of(page, size, KeyController::place, used::view)));
  }

  @PostMapping
  Mono<ResponseEntity<CreatedView>> create(@RequestBody Create create, Principal caller) {
    return keys.create(caller.getName(), create.projectId(), create.edit(), create.limits())
        .map(KeyController::created);
  }

  @PutMapping("/{id}")
  Mono<ResponseEntity<KeyView>> update(
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) String ifMatch,
      @RequestBody ApiKey.Edit edit,
      Principal caller) {
    return keys.update(caller.getName(), id, edit, ifMatch).flatMap(this::answer);
  }

  @PostMapping("/{id}/revoke")
  Mono<ResponseEntity<KeyView>> revoke(@PathVariable String id, Principal caller) {
    return keys.revoke(caller.getName(), id).flatMap(this::answer);
  }

  @PostMapping("/{id}/rotate")
  Mono<ResponseEntity<CreatedView>> rotate(
      @PathVariable String id, @RequestBody Rotate rotate, Principal caller) {
    return keys.rotate(caller.getName(), id, rotate.overlapSeconds()).map(KeyController::created);
  }

  private static ResponseEntity<CreatedView> created(Keys.Created created) {
    KeyView view = KeyView.of(created.key(), KeyConsumption.Used.NOTHING);
    return EntityTag.tagged(
        ResponseEntity.status(HttpStatus.CREATED),
        view.version(),
        new CreatedView(created.secret(), view));
  }

  private Mono<ResponseEntity<KeyView>> answer(ApiKey key) {
    return used(List.of(key))
        .map(used -> EntityTag.tagged(ResponseEntity.ok(), key.version(), used.view(key)));
  }

  private record UsedByKey(Map<String, KeyConsumption.Used> used) {
    KeyView view(ApiKey key) {
      return KeyView.of(key, used.getOrDefault(key.id(), KeyConsumption.Used.NOTHING));
    }
  }

  private Mono<UsedByKey> used(List<ApiKey> page) {
    KeyConsumption source = consumption.getIfAvailable();
    return source == null
        ? Mono.just(new UsedByKey(Map.of()))
        : source.thisMinute(page.stream().map(ApiKey::id).toList()).map(UsedByKey::new);
  }

  private static Cursor place(ApiKey key) {
    return new Cursor(key.createdAt(), key.id());
  }
}
