package dev.sluice.inference.stream;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.shell.ExchangeEnd;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@link InternalPaths#GENERATE}. The status line waits for the first event, so that a refusal has
 * its own status; newline-delimited JSON is flushed per event.
 */
@RestController
class GenerateController {
  private final TokenStreams streams;

  GenerateController(TokenStreams streams) {
    this.streams = streams;
  }

  @PostMapping(path = InternalPaths.GENERATE, produces = MediaType.APPLICATION_NDJSON_VALUE)
  Flux<GenerateEvent> generate(
      @RequestBody Mono<GenerateRequest> request, ServerWebExchange exchange) {
    return request.flatMapMany(streams::open).takeUntilOther(ExchangeEnd.of(exchange));
  }
}
