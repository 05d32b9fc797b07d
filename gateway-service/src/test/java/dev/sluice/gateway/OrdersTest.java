package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static dev.sluice.gateway.GatewayHarness.chunks;
import static dev.sluice.gateway.GatewayHarness.json;
import static dev.sluice.gateway.GatewayHarness.streamedText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Drain;
import dev.sluice.contract.GatewayOrders.RouteQuestion;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.contract.RouteDecision;
import dev.sluice.gateway.fake.FakePod;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What the control plane wants, in the answers to reports. */
class OrdersTest {
  private final GatewayHarness gateway = GatewayHarness.start(2);
  private final FakePod first = gateway.pods.get(0);
  private final FakePod second = gateway.pods.get(1);

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void drain_runningStreamFinishes_andNothingNewComes() throws Exception {
    second.waitingTokens = 100_000;
    await(() -> isReported(second, pod -> pod.load().waitingTokens() > 0));
    Sinks.Empty<Void> goOn = Sinks.empty();
    first.behaviour =
        request ->
            Flux.just(FakePod.delta(request, 0))
                .concatWith(goOn.asMono().cast(GenerateEvent.class))
                .concatWith(FakePod.tokens(request).skip(1));
    CompletableFuture<HttpResponse<String>> stream =
        gateway.client.sendAsync(
            gateway.post(
                "/v1/chat/completions",
                GatewayHarness.chatBody(",\"stream\":true,\"max_tokens\":10")),
            HttpResponse.BodyHandlers.ofString());
    await(() -> first.requests.size() == 1);

    gateway.admin.orders =
        new GatewayOrders(
            List.of(
                new Drain(first.address(), "pod-" + first.address()),
                new Drain(second.address(), "the pod that was there before"),
                new Drain(gateway.tokenizer.address(), "no pod")),
            List.of());
    await(() -> isReported(first, pod -> pod.state().equals("draining") && pod.inFlight() == 1));
    for (int i = 0; i < 5; i++) {
      assertThat(gateway.chat(",\"max_tokens\":2").statusCode()).isEqualTo(200);
    }
    assertThat(first.requests).hasSize(1);
    assertThat(second.requests).hasSize(5);
    assertThat(second.isDraining).as("another process was meant").isFalse();

    goOn.tryEmitEmpty();
    assertThat(streamedText(chunks(stream.get()))).isEqualTo("abcdefghij");
  }

  @Test
  void question_aboutAContinuedRequest_isAnsweredWithEachAttempt() {
    first.behaviour = request -> FakePod.brokenAfter(request, 3);
    second.waitingTokens = 100_000;
    await(() -> isReported(second, pod -> pod.load().waitingTokens() > 0));
    HttpResponse<String> response = gateway.chat(",\"max_tokens\":6");
    assertThat(response.statusCode()).isEqualTo(200);
    String clientId = response.headers().firstValue("x-request-id").orElseThrow();

    gateway.admin.orders =
        new GatewayOrders(
            List.of(), List.of(new RouteQuestion("q1", clientId), new RouteQuestion("q2", "no")));
    await(() -> answers("q1").findAny().isPresent() && answers("q2").findAny().isPresent());
    List<RouteDecision> decisions = answers("q1").findFirst().orElseThrow().decisions();
    assertThat(decisions)
        .extracting(RouteDecision::picked)
        .containsExactly(first.address(), second.address());
    assertThat(decisions)
        .extracting(RouteDecision::requestId)
        .containsOnly(json(response).path("id").asString());
    assertThat(decisions.getLast().deliveredTokens()).isEqualTo(3);
    assertThat(decisions.getLast().previousFailure()).isEqualTo("pod_failed");
    assertThat(answers("q2").findFirst().orElseThrow().decisions()).isEmpty();
  }

  private java.util.stream.Stream<RouteAnswer> answers(String question) {
    return gateway.admin.routeAnswers.stream()
        .filter(answer -> answer.questionId().equals(question));
  }

  private boolean isReported(FakePod pod, Predicate<PodView> condition) {
    return !gateway.admin.reports.isEmpty()
        && gateway.admin.reports.getLast().pods().stream()
            .anyMatch(
                view ->
                    view.address().equals(pod.address())
                        && view.load() != null
                        && condition.test(view));
  }
}
