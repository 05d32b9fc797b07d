package dev.sluice.gateway;

import dev.sluice.contract.PodLoad;
import dev.sluice.gateway.route.PodDirectory;
import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.upstream.PodClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.util.retry.Retry;

/** One load subscription for each pod of the directory, feeding the pod table. */
@Component
class PodWatch extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  private final PodDirectory directory;
  private final PodClient client;
  private final PodTable table;

  /** Touched only by the directory's signals, which come one after the other, and at the end. */
  private final Map<String, Disposable> subscriptions = new HashMap<>();

  PodWatch(PodDirectory directory, PodClient client, PodTable table) {
    this.directory = directory;
    this.client = client;
    this.table = table;
  }

  @Override
  Disposable begin() {
    Disposable addresses = directory.addresses().subscribe(this::follow);
    return Disposables.composite(addresses, () -> follow(Set.of()));
  }

  private synchronized void follow(Set<String> addresses) {
    for (String gone : Set.copyOf(subscriptions.keySet())) {
      if (!addresses.contains(gone)) {
        subscriptions.remove(gone).dispose();
        table.remove(gone);
        client.forget(gone);
      }
    }
    for (String address : addresses) {
      subscriptions.computeIfAbsent(address, this::subscribe);
    }
  }

  private Disposable subscribe(String address) {
    table.add(address);
    AtomicBoolean isLost = new AtomicBoolean();
    return client
        .loads(address)
        .doOnNext(load -> heard(address, load, isLost))
        .doOnError(failure -> lost(address, failure, isLost))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .jitter(0.5)
                .transientErrors(true))
        .subscribe();
  }

  private void heard(String address, PodLoad load, AtomicBoolean isLost) {
    if (isLost.compareAndSet(true, false)) {
      LOG.info("pod {} is reachable again", address);
    }
    table.update(address, load);
  }

  /** Told once: a pod that stays away is asked again and again. */
  private void lost(String address, Throwable failure, AtomicBoolean isLost) {
    if (isLost.compareAndSet(false, true)) {
      LOG.info("pod {} is unreachable: {}", address, failure.getMessage());
    }
    table.lost(address);
  }
}
