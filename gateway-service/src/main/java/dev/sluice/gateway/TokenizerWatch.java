package dev.sluice.gateway;

import dev.sluice.contract.GatewayReport.TokenizerView;
import dev.sluice.gateway.upstream.TokenizerAddresses;
import dev.sluice.gateway.upstream.VersionClient;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks the tokenizers again and again which versions they have. */
@Component
class TokenizerWatch extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(TokenizerWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final TokenizerAddresses addresses;
  private final VersionClient client;
  private volatile List<TokenizerView> seen = List.of();

  TokenizerWatch(TokenizerAddresses addresses, VersionClient client) {
    this.addresses = addresses;
    this.client = client;
  }

  @Override
  Disposable begin() {
    return Flux.interval(Duration.ZERO, INTERVAL)
        .onBackpressureDrop()
        .concatMap(tick -> look(), 1)
        .subscribe(views -> seen = views);
  }

  /** As of the last second. */
  List<TokenizerView> seen() {
    return seen;
  }

  /** Those of the last look stay when their name does not resolve this time. */
  private Mono<List<TokenizerView>> look() {
    return addresses
        .all()
        .flatMapMany(Flux::fromIterable)
        .flatMapSequential(this::view)
        .collectList()
        .doOnError(failure -> LOG.warn("the tokenizers are not found: {}", failure.getMessage()))
        .onErrorComplete();
  }

  private Mono<TokenizerView> view(String address) {
    return client
        .versions(address)
        .map(versions -> new TokenizerView(address, versions))
        .onErrorReturn(new TokenizerView(address, null));
  }
}
