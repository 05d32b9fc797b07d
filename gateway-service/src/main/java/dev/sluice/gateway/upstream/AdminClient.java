package dev.sluice.gateway.upstream;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.contract.UsageEvent;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Talks to the control plane. */
@Component
public class AdminClient {
  private final InternalHttp http;
  private final String base;
  private final Duration timeout;

  AdminClient(InternalHttp http, UpstreamProperties properties) {
    this.http = http;
    this.base = properties.admin().toString().replaceAll("/+$", "");
    this.timeout = properties.callTimeout();
  }

  /**
   * Waits for a snapshot newer than a revision.
   *
   * @return empty when there was none within {@code wait}
   */
  public Mono<GatewaySnapshot> snapshot(long afterRevision, Duration wait) {
    String query = "?after=%d&waitMillis=%d".formatted(afterRevision, wait.toMillis());
    return http.call(HttpMethod.GET, base + InternalPaths.SNAPSHOT + query, null)
        .accept(MediaType.APPLICATION_JSON)
        .exchangeToMono(
            response ->
                response.statusCode().value() == 304 || response.statusCode().value() == 204
                    ? response.releaseBody().then(Mono.<GatewaySnapshot>empty())
                    : response.statusCode().is2xxSuccessful()
                        ? response.bodyToMono(GatewaySnapshot.class)
                        : InternalHttp.refusal(response).flatMap(Mono::error))
        .timeout(wait.plus(timeout))
        .onErrorMap(failure -> InternalHttp.failure("control plane", failure));
  }

  public Mono<Void> postUsage(List<UsageEvent> events) {
    return post(InternalPaths.USAGE_EVENTS, events);
  }

  /** Leases slices of quotas, renews them and gives them back. */
  public Mono<QuotaLeaseAnswer> lease(QuotaLeaseRequest request) {
    return call(InternalPaths.QUOTA_LEASES, request, QuotaLeaseAnswer.class);
  }

  /** Empty when a control plane of an older version answers without a body. */
  public Mono<GatewayOrders> postReport(GatewayReport report) {
    return call(InternalPaths.GATEWAY_REPORTS, report, GatewayOrders.class);
  }

  public Mono<Void> postRouteAnswer(RouteAnswer answer) {
    return post(InternalPaths.ROUTE_ANSWERS, answer);
  }

  private <T> Mono<T> call(String path, Object body, Class<T> answer) {
    return http.call(HttpMethod.POST, base + path, null)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.bodyToMono(answer)
                    : InternalHttp.refusal(response).flatMap(Mono::error))
        .timeout(timeout)
        .onErrorMap(failure -> InternalHttp.failure("control plane", failure));
  }

  private Mono<Void> post(String path, Object body) {
    return http.call(HttpMethod.POST, base + path, null)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.releaseBody()
                    : InternalHttp.refusal(response).flatMap(Mono::<Void>error))
        .timeout(timeout)
        .onErrorMap(failure -> InternalHttp.failure("control plane", failure));
  }
}
