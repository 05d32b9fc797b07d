package dev.sluice.admin.identity;

import java.util.List;
import reactor.core.publisher.Mono;

/** Puts limits on a new key; a room that knows quotas implements it as a bean. */
public interface KeyLimits {
  /**
   * For example {@code total_tokens}, {@code day} and 2000.
   *
   * @param window null for {@code concurrent_streams}
   */
  record Limit(String metric, String window, Long limit) {}

  /** Called inside the transaction that creates the key. */
  Mono<Void> create(String actor, String keyId, List<Limit> limits);
}
