package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.contract.RouteDecision;
import dev.sluice.contract.UsageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Usage, overview, pods and the console's files of a whole control plane, over HTTP. */
abstract class RoomsOverHttpTests extends OverHttp {
  @Test
  void usage_postedTwice_isCountedOnceInRowsPageAndFile() {
    String key = "k-" + UUID.randomUUID();
    Instant at = Instant.parse("2029-03-01T10:30:00Z");
    List<UsageEvent> events =
        List.of(
            event(key, "a", at),
            event(key, "b", at.plusSeconds(60)),
            event(key, "c", at.plusSeconds(3600)));
    post(InternalPaths.USAGE_EVENTS, events).expectStatus().isNoContent();
    post(InternalPaths.USAGE_EVENTS, events).expectStatus().isNoContent();

    Browser browser = admin().admin();
    String span = "?from=2029-03-01T00:00:00Z&to=2029-03-02T00:00:00Z&keyId=" + key;
    JsonNode hours =
        json(browser.read("/api/v1/usage" + span + "&groupBy=hour").expectStatus().isOk());
    assertThat(hours.size()).isEqualTo(2);
    assertThat(hours.get(0).get("bucketStart").asString()).isEqualTo("2029-03-01T10:00:00Z");
    assertThat(hours.get(0).get("requests").asLong()).isEqualTo(2);
    assertThat(hours.get(0).get("promptTokens").asLong()).isEqualTo(20);
    JsonNode days =
        json(browser.read("/api/v1/usage" + span + "&groupBy=day").expectStatus().isOk());
    assertThat(days.size()).isEqualTo(1);
    assertThat(days.get(0).get("requests").asLong()).isEqualTo(3);

    browser
        .read("/api/v1/usage.csv" + span + "&groupBy=day")
        .expectHeader()
        .contentType("text/csv;charset=UTF-8")
        .expectBody(String.class)
        .isEqualTo(
            "bucketStart,projectId,keyId,model,requests,promptTokens,cachedPromptTokens,outputTokens,errors,servedModel,weightsDigest\r\n"
                + "2029-03-01T00:00:00Z,p,%s,\"tiny, \"\"q\"\"\",3,30,6,15,0,,\r\n".formatted(key));

    JsonNode page =
        json(browser.read("/api/v1/usage/events?limit=2&keyId=" + key).expectStatus().isOk());
    assertThat(page.get("items").get(0).get("id").asString()).isEqualTo(key + "c");
    String next = page.get("nextCursor").asString();
    JsonNode rest =
        json(
            browser
                .read("/api/v1/usage/events?limit=2&keyId=" + key + "&cursor=" + next)
                .expectStatus()
                .isOk());
    assertThat(rest.get("items").size()).isEqualTo(1);
    assertThat(rest.get("nextCursor").isNull()).isTrue();
  }

  @Test
  void usage_largeBatch_isTakenIn() {
    String key = "k-" + UUID.randomUUID();
    Instant at = Instant.parse("2028-03-01T10:30:00Z");
    List<UsageEvent> events =
        IntStream.range(0, 2_000).mapToObj(index -> event(key, "-" + index, at)).toList();
    post(InternalPaths.USAGE_EVENTS, events).expectStatus().isNoContent();
    String query = "?from=2028-03-01T00:00:00Z&to=2028-03-02T00:00:00Z&groupBy=day&keyId=" + key;
    JsonNode days = json(admin().admin().read("/api/v1/usage" + query).expectStatus().isOk());
    assertThat(days.get(0).get("requests").asLong()).isEqualTo(2_000);
  }

  @Test
  void usage_badQuestions_areRefused() {
    Browser browser = admin().admin();
    for (String query :
        List.of(
            "",
            "?from=x&to=y&groupBy=hour",
            "?from=2029-03-01T00:00:00Z&to=2029-03-02T00:00:00Z&groupBy=week")) {
      browser.read("/api/v1/usage" + query).expectStatus().isBadRequest();
      browser.read("/api/v1/usage.csv" + query).expectStatus().isBadRequest();
    }
    browser.read("/api/v1/usage/events?limit=0").expectStatus().isBadRequest();
    browser.read("/api/v1/usage/events?cursor=!!").expectStatus().isBadRequest();
    post(InternalPaths.USAGE_EVENTS, List.of(Map.of("keyId", "k"))).expectStatus().isBadRequest();
  }

  @Test
  void overview_ofTwoGateways_showsTheirPodsUntilTheyAreSilent() {
    Browser browser = admin().admin();
    admin().clock().advance(Duration.ofSeconds(20));
    post(InternalPaths.GATEWAY_REPORTS, report("a", "pod-1")).expectStatus().isOk();
    post(InternalPaths.GATEWAY_REPORTS, report("b", "pod-2")).expectStatus().isOk();
    JsonNode overview = json(browser.read("/api/v1/overview").expectStatus().isOk());
    assertThat(overview.get("pods").size()).isEqualTo(2);
    assertThat(overview.get("pods").get(0).get("kvUse").asDouble()).isEqualTo(0.25);
    assertThat(overview.get("today").has("cachedPromptTokens")).isTrue();
    JsonNode served = json(browser.read("/api/v1/served-models").expectStatus().isOk());
    assertThat(served.get(0).get("name").asString()).isEqualTo("tiny");
    assertThat(served.get(0).get("pods").asLong()).isEqualTo(2);

    admin().clock().advance(Duration.ofSeconds(16));
    JsonNode later = json(browser.read("/api/v1/overview").expectStatus().isOk());
    assertThat(later.get("pods").size()).isZero();
    JsonNode last = later.get("series").get(later.get("series").size() - 1);
    assertThat(last.get("tokensPerSecond").asDouble()).isGreaterThanOrEqualTo(100);
    post(InternalPaths.GATEWAY_REPORTS, Map.of("pods", List.of())).expectStatus().isBadRequest();
  }

  @Test
  void drain_ofAPod_isOrderedFromItsGatewayUntilItDrains_andAudited() {
    Browser browser = admin().admin();
    String pod = "pod-" + UUID.randomUUID() + ":8082";
    browser.post("/api/v1/pods/" + pod + "/drain", null).expectStatus().isNotFound();
    assertThat(orders(report("a", pod)).drains()).isEmpty();
    browser.post("/api/v1/pods/" + pod + "/drain", null).expectStatus().isAccepted();
    browser.post("/api/v1/pods/" + pod + "/drain", null).expectStatus().isAccepted();
    JsonNode shown = json(browser.read("/api/v1/pods").expectStatus().isOk());
    JsonNode drained =
        shown
            .valueStream()
            .filter(one -> one.get("address").asString().equals(pod))
            .findFirst()
            .orElseThrow();
    assertThat(drained.get("drainOrdered").asBoolean()).isTrue();
    assertThat(drained.get("models").get(0).get("name").asString()).isEqualTo("tiny");
    assertThat(drained.get("gateways").get(0).get("circuit").asString()).isEqualTo("closed");

    assertThat(orders(report("a", pod)).drains())
        .as("repeated until it is seen to drain")
        .isEqualTo(orders(report("a", pod)).drains())
        .containsExactly(new GatewayOrders.Drain(pod, pod));
    assertThat(orders(report("b", "another")).drains()).isEmpty();
    assertThat(orders(report("a", pod, true)).drains()).isEmpty();
    assertThat(orders(report("a", pod)).drains()).as("done once").isEmpty();
    JsonNode audit = json(browser.read("/api/v1/audit?limit=200").expectStatus().isOk());
    assertThat(audit.get("items").valueStream())
        .filteredOn(row -> row.get("action").asString().equals("pod.drain"))
        .filteredOn(row -> row.toString().contains(pod))
        .hasSize(1);
  }

  @Test
  void routeDecisions_areAskedOfEveryGatewayThatReports() throws Exception {
    Browser browser = admin().admin();
    admin().clock().advance(Duration.ofSeconds(20));
    orders(report("a", "pod-1"));
    orders(report("b", "pod-1"));
    CompletableFuture<JsonNode> explanation =
        CompletableFuture.supplyAsync(
            () -> json(browser.read("/api/v1/route-decisions?requestId=cmpl-7")));
    GatewayOrders.RouteQuestion question =
        await()
            .until(
                () -> orders(report("a", "pod-1")).questions().stream().findFirst(),
                Optional::isPresent)
            .orElseThrow();
    assertThat(question.requestId()).isEqualTo("cmpl-7");
    assertThat(orders(report("a", "pod-1")).questions()).as("asked once").isEmpty();
    assertThat(orders(report("b", "pod-1")).questions()).containsExactly(question);
    RouteDecision decision =
        new RouteDecision(
            "cmpl-7", "req", 1, 0, 1, "tiny", null, 2, 0, null, "pod-1", 64, List.of());
    answer(new RouteAnswer("a", question.id(), List.of(decision)));
    answer(new RouteAnswer("a", question.id(), List.of(decision)));
    answer(new RouteAnswer("b", question.id(), List.of()));

    JsonNode told = explanation.get();
    assertThat(told.get("gatewaysAsked").asLong()).isEqualTo(2);
    assertThat(told.get("gatewaysAnswered").asLong()).isEqualTo(2);
    assertThat(told.get("decisions").size()).as("a repeated answer counts once").isEqualTo(1);
    assertThat(told.get("decisions").get(0).get("gatewayId").asString()).isEqualTo("a");
    assertThat(told.get("decisions").get(0).get("decision").get("picked").asString())
        .isEqualTo("pod-1");
    browser.read("/api/v1/route-decisions?requestId=").expectStatus().isBadRequest();
  }

  private void answer(RouteAnswer answer) {
    post(InternalPaths.ROUTE_ANSWERS, answer).expectStatus().isNoContent();
  }

  @Test
  void overviewStream_sendsOverviewsAgainAndAgain() {
    FluxExchangeResult<JsonNode> stream =
        admin()
            .admin()
            .read("/api/v1/overview/stream")
            .expectStatus()
            .isOk()
            .returnResult(JsonNode.class);
    assertThat(
            stream
                .getResponseHeaders()
                .getContentType()
                .isCompatibleWith(MediaType.TEXT_EVENT_STREAM))
        .isTrue();
    StepVerifier.create(stream.getResponseBody())
        .expectNextMatches(overview -> overview.has("today"))
        .expectNextMatches(overview -> overview.has("pods"))
        .thenCancel()
        .verify(Duration.ofSeconds(20));
  }

  @Test
  void console_addressesOfThePage_answerAndOthersDoNot() {
    WebTestClient anybody = admin().anonymous();
    for (String path : List.of("/", "/keys", "/models/x")) {
      anybody
          .get()
          .uri(path)
          .accept(MediaType.TEXT_HTML, MediaType.ALL)
          .exchange()
          .expectStatus()
          .isOk()
          .expectHeader()
          .valueEquals("Cache-Control", "no-cache");
    }
    anybody
        .get()
        .uri("/nothing.js")
        .accept(MediaType.TEXT_HTML)
        .exchange()
        .expectStatus()
        .isNotFound();
    anybody
        .get()
        .uri("/keys")
        .accept(MediaType.APPLICATION_JSON)
        .exchange()
        .expectStatus()
        .isNotFound();
    byte[] contract =
        anybody
            .get()
            .uri("/openapi/admin.yaml")
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult()
            .getResponseBody();
    assertThat(new String(contract, StandardCharsets.UTF_8)).startsWith("openapi: 3.1.0");
  }

  @Test
  void console_assetsWithAHash_mayBeKeptForEver() {
    admin()
        .anonymous()
        .get()
        .uri("/assets/probe-1a2b3c.css")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("Cache-Control", "max-age=31536000, public, immutable");
  }

  private static UsageEvent event(String key, String id, Instant at) {
    return new UsageEvent(
        key + id,
        at.toEpochMilli(),
        key,
        "p",
        "tiny, \"q\"",
        "pod-1",
        "chat",
        true,
        10,
        2,
        5,
        "stop",
        null,
        7L,
        9,
        List.of());
  }
}
