package dev.sluice.admin.loads;

import dev.sluice.admin.fleet.Fleet;
import dev.sluice.admin.fleet.OrderSource;
import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Load;
import dev.sluice.contract.GatewayOrders.Unload;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Compares what pods and tokenizers have with what the versions' states want, and has the gateway
 * that reports them put it right. Nothing is remembered of an order: it is repeated until a report
 * shows that it was carried out, so a restarted pod is told again like a new one. What a process
 * was started with has no tag and is left alone.
 */
@Component
class LoadDesk implements OrderSource {
  private final Plans plans;
  private final Fleet fleet;
  private final Setbacks setbacks;

  LoadDesk(Plans plans, Fleet fleet, Setbacks setbacks) {
    this.plans = plans;
    this.fleet = fleet;
    this.setbacks = setbacks;
  }

  @Override
  public Mono<GatewayOrders> orders(GatewayReport report) {
    return plans.current().map(planned -> compare(report, planned));
  }

  private GatewayOrders compare(GatewayReport report, List<PlannedVersion> planned) {
    setbacks.keep(
        planned.stream()
            .filter(PlannedVersion::isWanted)
            .map(PlannedVersion::tag)
            .collect(Collectors.toSet()));
    report.refusals().forEach(this::note);
    Orders orders = new Orders(new ArrayList<>(), new ArrayList<>());
    for (Place place : Place.of(report.pods(), report.tokenizers())) {
      if (place.isOpen()) {
        planned.forEach(version -> compare(place, version, orders));
      }
    }
    return new GatewayOrders(List.of(), List.of(), orders.loads(), orders.unloads());
  }

  private record Orders(List<Load> loads, List<Unload> unloads) {}

  private void note(GatewayReport.Refusal refusal) {
    setbacks.refused(
        new Setbacks.Key(refusal.address(), refusal.podId(), refusal.tag()), refusal.problem());
  }

  private void compare(Place place, PlannedVersion version, Orders orders) {
    VersionStatus status = place.version(version.name()).orElse(null);
    if (status == null) {
      load(place, version, orders);
    } else if (version.isWanted() && version.tag().equals(status.tag())) {
      follow(place, version, status, orders);
    } else if (version.owns(status.tag()) && status.state() != State.UNLOADING) {
      orders
          .unloads()
          .add(new Unload(place.address(), place.podId(), version.name(), status.tag()));
    }
  }

  private void follow(Place place, PlannedVersion version, VersionStatus status, Orders orders) {
    if (status.state() == State.READY) {
      setbacks.overcome(place.keyOf(version));
    } else if (status.state() == State.FAILED) {
      setbacks.seen(place.keyOf(version), status.problem());
      load(place, version, orders);
    }
  }

  private void load(Place place, PlannedVersion version, Orders orders) {
    if (!version.isWanted()) {
      return;
    }
    Optional<LoadVersionRequest> request =
        place.isPod() ? Optional.of(version.request()) : forTokenizer(version);
    if (request.isPresent() && setbacks.tryNow(place.keyOf(version))) {
      orders.loads().add(new Load(place.address(), place.podId(), request.get()));
    }
  }

  /** Only engines know how far a scaling stretches the context: a pod has to have it first. */
  private Optional<LoadVersionRequest> forTokenizer(PlannedVersion version) {
    LoadVersionRequest request = version.request();
    boolean isKnown = request.ropeScaling() == null || request.contextLength() != null;
    return isKnown
        ? Optional.of(request)
        : fleet.pods().stream()
            .filter(pod -> pod.load() != null)
            .flatMap(pod -> pod.load().versions().stream())
            .filter(status -> version.tag().equals(status.tag()) && status.model() != null)
            .map(status -> status.model().contextLength())
            .min(Integer::compare)
            .map(request::withContextLength);
  }
}
