package dev.sluice.admin.usage;

import dev.sluice.contract.UsageEvent;
import java.util.List;
import reactor.core.publisher.Mono;

/** A bean that is told of usage events the first time they arrive. */
public interface NewUsage {
  /** Called inside the transaction that stores the events; a failure stores none of them. */
  Mono<Void> counted(List<UsageEvent> events);
}
