package dev.sluice.admin.usage;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.Page;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.UsageEvent;
import dev.sluice.shell.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes usage in from gateways and shows it to people. */
@RestController
class UsageController {
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  private final UsageLedger ledger;
  private final UsageRollups rollups;

  UsageController(UsageLedger ledger, UsageRollups rollups) {
    this.ledger = ledger;
    this.rollups = rollups;
  }

  @PostMapping(InternalPaths.USAGE_EVENTS)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> append(@RequestBody List<UsageEvent> events) {
    for (UsageEvent event : events) {
      if (event == null || event.id() == null || event.id().isBlank()) {
        throw RefusedException.of(ErrorCode.MISSING_FIELD, "id", "every usage event has an id");
      }
    }
    return ledger.append(events).then();
  }

  @GetMapping("/api/v1/usage")
  Flux<UsageRow> usage(
      @RequestParam String from,
      @RequestParam String to,
      @RequestParam String groupBy,
      @ModelAttribute UsageFilter filter) {
    return rollups.rows(UsageQuery.parse(from, to, groupBy, filter));
  }

  @GetMapping("/api/v1/usage.csv")
  ResponseEntity<Flux<DataBuffer>> usageCsv(
      @RequestParam String from,
      @RequestParam String to,
      @RequestParam String groupBy,
      @ModelAttribute UsageFilter filter) {
    UsageQuery query = UsageQuery.parse(from, to, groupBy, filter);
    Flux<DataBuffer> lines =
        rollups
            .rows(query)
            .map(UsageCsv::line)
            .startWith(UsageCsv.header())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .map(DefaultDataBufferFactory.sharedInstance::wrap);
    return ResponseEntity.ok()
        .contentType(CSV)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("usage.csv").build().toString())
        .body(lines);
  }

  @GetMapping("/api/v1/usage/events")
  Mono<Page<UsageEventView>> events(
      @ModelAttribute UsageFilter filter,
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    return ledger
        .page(filter, Cursor.read(cursor), size + 1)
        .collectList()
        .map(rows -> Page.of(rows, size, UsageEventView::place, row -> row));
  }
}
