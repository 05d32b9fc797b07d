package dev.sluice.admin.fleet;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewayOrders.RouteQuestion;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.contract.RouteDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Questions about requests on their way to the gateways, in the answers to their reports, and back.
 * Decisions stay at the gateways until somebody asks: sending all of them here would cost more than
 * all other reports together. Safe for several threads.
 */
@Component
class RouteQuestions {
  /** Gateways report every two seconds; a slow one may miss a report. */
  static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final int MOST_OPEN = 100;

  /**
   * What came back.
   *
   * @param gatewaysAsked those that reported lately
   * @param gatewaysAnswered those that said what they know, be it nothing
   */
  record Explanation(
      String requestId, long gatewaysAsked, long gatewaysAnswered, List<Decision> decisions) {}

  /** A decision and who took it. */
  record Decision(String gatewayId, RouteDecision decision) {}

  private static final class Open {
    private final RouteQuestion question;
    private final Set<String> waitingFor;
    private final long asked;
    private final Set<String> told = new HashSet<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Sinks.Empty<Void> complete = Sinks.empty();

    private Open(RouteQuestion question, Set<String> gateways) {
      this.question = question;
      this.waitingFor = new HashSet<>(gateways);
      this.asked = gateways.size();
    }

    private Explanation explanation() {
      return new Explanation(
          question.requestId(), asked, asked - waitingFor.size(), List.copyOf(decisions));
    }
  }

  private final Map<String, Open> open = new LinkedHashMap<>();

  /** Asks these gateways and waits until all have answered, or for as long as that may take. */
  Mono<Explanation> ask(String requestId, Set<String> gateways) {
    return Mono.defer(
        () -> {
          Open asking = begin(requestId, gateways);
          return asking
              .complete
              .asMono()
              .timeout(PATIENCE, Mono.empty())
              .then(Mono.fromSupplier(() -> summed(asking)))
              .doFinally(_ -> end(asking));
        });
  }

  /** What this gateway has not been asked yet. */
  synchronized List<RouteQuestion> of(String gatewayId) {
    return open.values().stream()
        .filter(asking -> asking.waitingFor.contains(gatewayId) && asking.told.add(gatewayId))
        .map(asking -> asking.question)
        .toList();
  }

  /** A gateway says what it knows; answers that nobody waits for are dropped. */
  synchronized void answer(RouteAnswer answer) {
    Open asking = open.get(answer.questionId());
    if (asking != null && asking.waitingFor.remove(answer.gatewayId())) {
      answer.decisions().stream()
          .map(decision -> new Decision(answer.gatewayId(), decision))
          .forEach(asking.decisions::add);
      if (asking.waitingFor.isEmpty()) {
        asking.complete.tryEmitEmpty();
      }
    }
  }

  private synchronized Open begin(String requestId, Set<String> gateways) {
    if (open.size() >= MOST_OPEN) {
      throw new ApiFailure(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "%d questions wait for gateways already; try again in a moment".formatted(open.size()));
    }
    Open asking = new Open(new RouteQuestion(UUID.randomUUID().toString(), requestId), gateways);
    open.put(asking.question.id(), asking);
    if (gateways.isEmpty()) {
      asking.complete.tryEmitEmpty();
    }
    return asking;
  }

  private synchronized Explanation summed(Open asking) {
    return asking.explanation();
  }

  private synchronized void end(Open asking) {
    open.remove(asking.question.id());
  }
}
