package dev.sluice.inference.load;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.shell.ExchangeEnd;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/** {@link InternalPaths#LOAD}: newline-delimited JSON until the pod stops. */
@RestController
class LoadController {
  private final LoadFeed feed;

  LoadController(LoadFeed feed) {
    this.feed = feed;
  }

  @GetMapping(path = InternalPaths.LOAD, produces = MediaType.APPLICATION_NDJSON_VALUE)
  Flux<PodLoad> load(ServerWebExchange exchange) {
    return feed.watch().takeUntilOther(ExchangeEnd.of(exchange));
  }
}
