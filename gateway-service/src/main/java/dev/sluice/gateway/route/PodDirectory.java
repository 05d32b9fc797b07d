package dev.sluice.gateway.route;

import java.util.Set;
import reactor.core.publisher.Flux;

/** Which pods exist, as {@code host:port}. */
public interface PodDirectory {
  /** The current set at once and again whenever it changes; never ends. */
  Flux<Set<String>> addresses();
}
