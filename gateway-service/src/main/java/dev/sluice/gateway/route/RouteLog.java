package dev.sluice.gateway.route;

import dev.sluice.contract.RouteDecision;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * The last decisions of the router, for people who ask why a request went where it went: in memory
 * only, and gone with the process. Safe for use by several threads; noting is one write.
 */
@Component
public class RouteLog {
  /** A request has at most some hundred choices, with a few attempts each. */
  private static final int LONGEST_ANSWER = 256;

  private final AtomicReferenceArray<RouteDecision> ring;
  private final AtomicLong noted = new AtomicLong();

  RouteLog(RouteProperties properties) {
    this.ring = new AtomicReferenceArray<>(properties.rememberedRoutes());
  }

  void note(RouteDecision decision) {
    ring.set((int) (noted.getAndIncrement() % ring.length()), decision);
  }

  /**
   * The decisions about a request that are still remembered, oldest first.
   *
   * @param requestId the answer's id or its {@code x-request-id}
   */
  public List<RouteDecision> find(String requestId) {
    return IntStream.range(0, ring.length())
        .mapToObj(ring::get)
        .filter(Objects::nonNull)
        .filter(
            decision ->
                requestId.equals(decision.requestId())
                    || requestId.equals(decision.clientRequestId()))
        .sorted(
            Comparator.comparingLong(RouteDecision::atEpochMillis)
                .thenComparingInt(RouteDecision::choice)
                .thenComparingInt(RouteDecision::attempt))
        .limit(LONGEST_ANSWER)
        .toList();
  }
}
