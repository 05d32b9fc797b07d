package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayOrders.Drain;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Pods that shall be drained, until a gateway reports that they are. An order is for one process:
 * when another one answers at the address, or nothing came of it within a minute, it is dropped.
 * Safe for several threads.
 */
@Component
class DrainOrders {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private record Order(String podId, long untilMillis) {}

  private final Clock clock;
  private final Map<String, Order> byAddress = new HashMap<>();

  DrainOrders(Clock clock) {
    this.clock = clock;
  }

  synchronized void add(String address, String podId) {
    byAddress.put(address, new Order(podId, clock.millis() + LONGEST.toMillis()));
  }

  synchronized boolean isOpen(String address, String podId) {
    forgetOld();
    Order order = byAddress.get(address);
    return order != null && order.podId().equals(podId);
  }

  /** What is left to do of what this gateway can reach. */
  synchronized List<Drain> of(GatewayReport report) {
    forgetOld();
    report.pods().stream().filter(this::isSettled).map(PodView::address).forEach(byAddress::remove);
    return report.pods().stream()
        .filter(pod -> pod.load() != null && byAddress.containsKey(pod.address()))
        .map(pod -> new Drain(pod.address(), pod.load().podId()))
        .toList();
  }

  private boolean isSettled(PodView pod) {
    Order order = byAddress.get(pod.address());
    return order != null
        && pod.load() != null
        && (pod.load().draining() || !order.podId().equals(pod.load().podId()));
  }

  private void forgetOld() {
    byAddress.values().removeIf(order -> clock.millis() > order.untilMillis());
  }
}
