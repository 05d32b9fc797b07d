package dev.sluice.gateway.fake;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.GatewaySnapshot.PublicModel;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.KeyHash;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.contract.UsageEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/** A control plane: one snapshot at a time by long poll, and what was posted to it. */
public final class FakeAdmin extends FakeServer {
  public static final String PEPPER_ID = "p1";
  public static final String PEPPER = "pepper-for-tests";

  public final List<UsageEvent> usage = new CopyOnWriteArrayList<>();
  public final List<GatewayReport> reports = new CopyOnWriteArrayList<>();

  public final List<RouteAnswer> routeAnswers = new CopyOnWriteArrayList<>();

  /** What every report is answered with. */
  public volatile GatewayOrders orders = new GatewayOrders(List.of(), List.of());

  /** Posts of usage still to be refused. */
  public final AtomicInteger refusals = new AtomicInteger();

  /** Part of what is published next. */
  public volatile List<QuotaPolicy> quotas = List.of();

  /** Answers what gateways ask for; nothing is refused unless told otherwise. */
  public volatile Function<QuotaLeaseRequest, QuotaLeaseAnswer> leases =
      request -> new QuotaLeaseAnswer(List.of(), List.of(), List.of(), List.of());

  public final List<QuotaLeaseRequest> leaseRequests = new CopyOnWriteArrayList<>();

  private volatile GatewaySnapshot snapshot = GatewaySnapshot.empty(0);
  private volatile Sinks.Empty<Void> changed = Sinks.empty();

  /** A key without limits. */
  public static ApiKey key(String id, String secret) {
    return key(id, secret, null, null);
  }

  public static ApiKey key(String id, String secret, Long requestsPerMinute, Long tokensPerMinute) {
    return new ApiKey(
        id,
        "project-" + id,
        KeyHash.of(PEPPER, secret),
        PEPPER_ID,
        secret.substring(0, 4),
        null,
        null,
        List.of(),
        requestsPerMinute,
        tokensPerMinute,
        id,
        "org",
        List.of(),
        List.of());
  }

  public synchronized void publish(List<ApiKey> keys, List<PublicModel> models) {
    snapshot = new GatewaySnapshot(snapshot.revision() + 1, keys, models, quotas);
    Sinks.Empty<Void> waiting = changed;
    changed = Sinks.empty();
    waiting.tryEmitEmpty();
  }

  public long revision() {
    return snapshot.revision();
  }

  @Override
  protected void route(HttpServerRoutes routes) {
    routes.get(
        InternalPaths.SNAPSHOT,
        (request, response) -> {
          if (!isSigned(request)) {
            return response.status(401).send();
          }
          boolean isNew = after(request) != snapshot.revision();
          Mono<Void> ready = isNew ? Mono.empty() : changed.asMono();
          return ready.then(Mono.defer(() -> json(response, snapshot)));
        });
    routes.post(
        InternalPaths.USAGE_EVENTS,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .flatMap(
                    body -> {
                      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        return response.status(503).send().then();
                      }
                      usage.addAll(List.of(JSON.readValue(body, UsageEvent[].class)));
                      return response.status(isSigned(request) ? 204 : 401).send().then();
                    }));
    routes.post(
        InternalPaths.QUOTA_LEASES,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .flatMap(
                    body -> {
                      QuotaLeaseRequest asked = JSON.readValue(body, QuotaLeaseRequest.class);
                      leaseRequests.add(asked);
                      QuotaLeaseAnswer answer = leases.apply(asked);
                      return answer == null
                          ? response.status(503).send().then()
                          : json(response, answer);
                    }));
    routes.post(
        InternalPaths.GATEWAY_REPORTS,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .flatMap(
                    body -> {
                      reports.add(JSON.readValue(body, GatewayReport.class));
                      return json(response, orders);
                    }));
    routes.post(
        InternalPaths.ROUTE_ANSWERS,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .flatMap(
                    body -> {
                      routeAnswers.add(JSON.readValue(body, RouteAnswer.class));
                      return response.status(204).send().then();
                    }));
  }

  private static long after(HttpServerRequest request) {
    return Long.parseLong(request.uri().replaceAll(".*after=(-?\\d+).*", "$1"));
  }

  /** The key with those scopes, from those networks only. */
  public static ApiKey restricted(ApiKey key, List<String> scopes, List<String> networks) {
    return new ApiKey(
        key.id(),
        key.projectId(),
        key.hash(),
        key.pepperId(),
        key.prefix(),
        null,
        null,
        List.of(),
        null,
        null,
        key.rootId(),
        key.organisationId(),
        scopes,
        networks);
  }
}
