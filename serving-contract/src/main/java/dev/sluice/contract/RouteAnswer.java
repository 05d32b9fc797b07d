package dev.sluice.contract;

import java.util.List;

/**
 * What a gateway remembers of a request.
 *
 * @param decisions in the order in which they were taken; empty when it knows of none (any more)
 */
public record RouteAnswer(String gatewayId, String questionId, List<RouteDecision> decisions) {
  public RouteAnswer {
    decisions = decisions == null ? List.of() : List.copyOf(decisions);
  }
}
