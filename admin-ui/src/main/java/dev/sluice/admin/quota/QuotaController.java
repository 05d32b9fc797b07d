package dev.sluice.admin.quota;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.api.Page;
import java.security.Principal;
import java.util.List;
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

/** {@code /api/v1/quotas}. */
@RestController
@RequestMapping("/api/v1/quotas")
class QuotaController {
  private final Quotas quotas;
  private final QuotaRepository rows;

  QuotaController(Quotas quotas, QuotaRepository rows) {
    this.quotas = quotas;
    this.rows = rows;
  }

  @GetMapping
  Mono<Page<QuotaView>> quotas(
      @RequestParam(defaultValue = "") String scopeId,
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    Cursor after = Cursor.read(cursor);
    return rows.page(scopeId, after.atMillis(), after.id(), size + 1)
        .collectList()
        .flatMap(quotas::views)
        .map(views -> Page.of(views, size, QuotaController::place, view -> view));
  }

  @PostMapping
  Mono<ResponseEntity<QuotaView>> create(@RequestBody Quotas.Create create, Principal caller) {
    return quotas
        .create(caller.getName(), create)
        .flatMap(quota -> answer(HttpStatus.CREATED, quota));
  }

  @PutMapping("/{id}")
  Mono<ResponseEntity<QuotaView>> update(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody Quota.Edit edit,
      Principal caller) {
    return quotas
        .update(caller.getName(), id, edit, ifMatch)
        .flatMap(quota -> answer(HttpStatus.OK, quota));
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Void>> delete(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      Principal caller) {
    return quotas
        .delete(caller.getName(), id, ifMatch)
        .thenReturn(ResponseEntity.noContent().build());
  }

  @GetMapping("/{id}/ledger")
  Mono<LedgerView> ledger(@PathVariable String id) {
    return quotas.ledger(id);
  }

  private Mono<ResponseEntity<QuotaView>> answer(HttpStatus status, Quota quota) {
    return quotas
        .views(List.of(quota))
        .map(
            views ->
                EntityTag.tagged(ResponseEntity.status(status), quota.version(), views.getFirst()));
  }

  private static Cursor place(QuotaView quota) {
    return new Cursor(quota.createdAt().toEpochMilli(), quota.id());
  }
}
