package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.GatewayReport.TokenizerView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The last report of every gateway that still reports, and the traffic of the last 15 minutes. Time
 * is taken from this machine when a report arrives, not from the gateways' clocks. Safe for several
 * threads.
 */
@Component
public class Fleet {
  private final Clock clock;
  private final long staleMillis;
  private final Map<String, Arrival> lastByGateway = new HashMap<>();
  private final TrafficSeries traffic = new TrafficSeries();

  private record Arrival(GatewayReport report, long atMillis) {}

  public Fleet(Clock clock, FleetSettings settings) {
    this.clock = clock;
    this.staleMillis = settings.staleAfter().toMillis();
  }

  /** Takes a report in; it replaces the gateway's last one. */
  public synchronized void take(GatewayReport report) {
    long now = clock.millis();
    forgetStale(now);
    lastByGateway.put(report.gatewayId(), new Arrival(report, now));
    traffic.add(report, now);
  }

  /** The pods that gateways see now, by address. */
  public synchronized List<PodView> pods() {
    forgetStale(clock.millis());
    return PodMerge.of(lastByGateway.values().stream().map(Arrival::report).toList());
  }

  /** The tokenizers that gateways know, by address; reached when one of them reaches it. */
  public synchronized List<TokenizerView> tokenizers() {
    forgetStale(clock.millis());
    Map<String, TokenizerView> found = new TreeMap<>();
    lastByGateway.values().stream()
        .sorted(Comparator.comparingLong(Arrival::atMillis))
        .flatMap(arrival -> arrival.report().tokenizers().stream())
        .forEach(
            view ->
                found.merge(
                    view.address(),
                    view,
                    (older, newer) -> newer.versions() == null ? older : newer));
    return List.copyOf(found.values());
  }

  /** The gateways that report. */
  synchronized Set<String> gatewayIds() {
    forgetStale(clock.millis());
    return Set.copyOf(lastByGateway.keySet());
  }

  /** How each gateway that reports sees a pod, by gateway. */
  synchronized List<Pod.Sight> sights(String address) {
    forgetStale(clock.millis());
    List<Pod.Sight> sights = new ArrayList<>();
    new TreeMap<>(lastByGateway)
        .forEach(
            (gateway, arrival) ->
                arrival.report().pods().stream()
                    .filter(view -> view.address().equals(address))
                    .map(
                        view ->
                            new Pod.Sight(gateway, view.state(), view.circuit(), view.inFlight()))
                    .forEach(sights::add));
    return sights;
  }

  /** The finished part of the last 15 minutes, oldest first. */
  synchronized List<Overview.Sample> series() {
    return traffic.samples(clock.millis());
  }

  private void forgetStale(long now) {
    lastByGateway.values().removeIf(arrival -> now - arrival.atMillis() > staleMillis);
  }
}
