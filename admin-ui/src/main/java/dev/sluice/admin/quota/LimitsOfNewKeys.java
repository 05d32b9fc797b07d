package dev.sluice.admin.quota;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.identity.KeyLimits;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the limits that a key is created with enforced quotas of its own. */
@Component
class LimitsOfNewKeys implements KeyLimits {
  private static final int MOST = 20;

  private final Quotas quotas;

  LimitsOfNewKeys(Quotas quotas) {
    this.quotas = quotas;
  }

  @Override
  public Mono<Void> create(String actor, String keyId, List<Limit> limits) {
    if (limits.size() > MOST) {
      throw ApiFailure.invalid(
          "limits", "there are %d limits and may be %d".formatted(limits.size(), MOST));
    }
    return Flux.fromIterable(limits)
        .concatMap(
            limit ->
                quotas.create(
                    actor,
                    new Quotas.Create(
                        "key",
                        keyId,
                        null,
                        limit.metric(),
                        limit.window(),
                        limit.limit(),
                        null,
                        null)))
        .then();
  }
}
