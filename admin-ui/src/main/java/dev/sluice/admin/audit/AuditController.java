package dev.sluice.admin.audit;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /api/v1/audit}, as pages and as a file. */
@RestController
class AuditController {
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  /** Rows that one query of an export reads: no transaction is open for longer than that takes. */
  private static final int CHUNK = 500;

  private final AuditRows rows;
  private final JsonMapper json;

  AuditController(AuditRows rows, JsonMapper json) {
    this.rows = rows;
    this.json = json;
  }

  @GetMapping("/api/v1/audit")
  Mono<Page<AuditEntry>> audit(
      @ModelAttribute AuditFilter filter,
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    return rows.page(filter, Cursor.read(cursor), size + 1)
        .collectList()
        .map(page -> Page.of(page, size, AuditController::place, row -> row));
  }

  @GetMapping("/api/v1/audit.csv")
  ResponseEntity<Flux<DataBuffer>> auditCsv(@ModelAttribute AuditFilter filter) {
    // The first chunk is asked for as the filter is read, so that a wrong one is refused.
    Flux<DataBuffer> lines =
        chunk(filter, Cursor.START)
            .expand(
                last -> last.size() < CHUNK ? Mono.empty() : chunk(filter, place(last.getLast())))
            .concatMapIterable(entries -> entries)
            .map(entry -> AuditCsv.line(entry, json))
            .startWith(AuditCsv.header())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .map(DefaultDataBufferFactory.sharedInstance::wrap);
    return ResponseEntity.ok()
        .contentType(CSV)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("audit.csv").build().toString())
        .body(lines);
  }

  private Mono<List<AuditEntry>> chunk(AuditFilter filter, Cursor after) {
    return rows.page(filter, after, CHUNK).collectList();
  }

  private static Cursor place(AuditEntry entry) {
    return new Cursor(entry.at().toEpochMilli(), entry.id());
  }
}
