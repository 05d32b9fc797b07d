package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewaySnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Public names, versions and load plans of a whole control plane, over HTTP. */
abstract class ModelsOverHttpTests extends OverHttp {
  @Test
  void models_fromCreationToDeletion_reachTheSnapshot() {
    Browser browser = admin().admin();
    long revision = admin().snapshot().revision();
    String name = "chat-" + UUID.randomUUID();
    JsonNode created =
        json(
            browser
                .post("/api/v1/models", model(name, 3))
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("ETag", "\"1\""));
    assertThat(created.get("description").isNull()).isTrue();
    String path = "/api/v1/models/" + created.get("id").asString();
    assertThat(admin().snapshot().revision()).isGreaterThan(revision);
    assertThat(admin().snapshot().models())
        .contains(
            new GatewaySnapshot.PublicModel(
                name, List.of(new GatewaySnapshot.Target("tiny", null, 3))));

    browser.put(path, null, model(name, 4)).expectStatus().isBadRequest();
    browser
        .put(path, "\"1\"", model(name, 4))
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("ETag", "\"2\"");
    browser.put(path, "\"1\"", model(name, 5)).expectStatus().isEqualTo(412);
    assertThat(
            json(browser.post("/api/v1/models", model(name, 1)).expectStatus().isEqualTo(409))
                .get("param")
                .asString())
        .isEqualTo("name");
    JsonNode refused =
        json(browser.post("/api/v1/models", model("x", -1)).expectStatus().isBadRequest());
    assertThat(refused.get("param").asString()).isEqualTo("targets[0].weight");
    JsonNode nobody =
        json(browser.post("/api/v1/models", model("x", 0)).expectStatus().isBadRequest());
    assertThat(nobody.get("param").asString()).isEqualTo("targets");

    browser.send(HttpMethod.DELETE, path, "\"2\"", null).expectStatus().isNoContent();
    assertThat(admin().snapshot().models()).noneMatch(model -> model.name().equals(name));
  }

  @Test
  void versions_moveAlongTheirStates() {
    Browser browser = admin().admin();
    Map<String, String> wish = Map.of("servedModel", "m-" + UUID.randomUUID());
    JsonNode created =
        json(browser.post("/api/v1/model-versions", wish).expectStatus().isCreated());
    assertThat(created.get("state").asString()).isEqualTo("registered");
    String path = "/api/v1/model-versions/" + created.get("id").asString();
    browser.put(path, "\"1\"", Map.of("state", "live")).expectStatus().isEqualTo(409);
    browser.put(path, "\"1\"", Map.of("state", "validating")).expectStatus().isOk();
    browser.put(path, "\"2\"", Map.of("state", "staged")).expectStatus().isEqualTo(409);
    JsonNode moves = json(browser.read(path + "/transitions").expectStatus().isOk());
    assertThat(moves.size()).isEqualTo(1);
    assertThat(moves.get(0).get("from").asString()).isEqualTo("registered");
    browser.put(path, "\"2\"", Map.of("state", "retired")).expectStatus().isBadRequest();
    browser.put(path, "\"2\"", Map.of()).expectStatus().isBadRequest();
    browser
        .put("/api/v1/model-versions/none", "\"1\"", Map.of("state", "live"))
        .expectStatus()
        .isNotFound();
  }

  @Test
  void version_withALoadPlan_isOrderedFromAGateway_andItsProgressIsShown() {
    Browser browser = admin().admin();
    admin().clock().advance(Duration.ofSeconds(20));
    String name = "tiny:" + UUID.randomUUID();
    Map<String, Object> plan =
        Map.of("source", Map.of("path", "a.gguf"), "ropeScaling", "linear:2");
    JsonNode refused =
        json(
            browser
                .post(
                    "/api/v1/model-versions",
                    Map.of(
                        "servedModel",
                        name,
                        "loadPlan",
                        Map.of("source", Map.of("path", "a"), "ropeScaling", "linear:x")))
                .expectStatus()
                .isBadRequest());
    assertThat(refused.get("message").asString()).contains("'linear:x'");
    JsonNode created =
        json(
            browser
                .post("/api/v1/model-versions", Map.of("servedModel", name, "loadPlan", plan))
                .expectStatus()
                .isCreated());
    String id = created.get("id").asString();
    String path = "/api/v1/model-versions/" + id;
    JsonNode read =
        json(
            browser
                .read(path + "/load-plan")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"1\""));
    assertThat(read.at("/source/path").asString()).isEqualTo("a.gguf");
    browser.put(path + "/load-plan", null, plan).expectStatus().isBadRequest();
    browser.put(path + "/load-plan", "\"1\"", plan).expectStatus().isOk();
    browser.post(path + "/retry", null).expectStatus().isEqualTo(409);
    String pod = "pod-" + UUID.randomUUID();
    assertThat(loadsOf(name, orders(report("a", pod)))).isEmpty();

    browser.put(path, "\"1\"", Map.of("state", "validating")).expectStatus().isOk();
    browser.put(path + "/load-plan", "\"2\"", plan).expectStatus().isEqualTo(409);
    assertThat(loadsOf(name, orders(report("a", pod))))
        .singleElement()
        .satisfies(
            load -> {
              assertThat(load.podId()).isEqualTo(pod);
              assertThat(load.request().tag()).isEqualTo(id + "/2");
            });
    browser.post(path + "/retry", null).expectStatus().isAccepted();
    JsonNode shown = json(browser.read("/api/v1/version-loads").expectStatus().isOk());
    JsonNode load =
        shown
            .valueStream()
            .filter(one -> one.get("versionId").asString().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(load.get("isWanted").asBoolean()).isTrue();
    assertThat(load.get("isLoaded").asBoolean()).isFalse();
    assertThat(load.at("/places/0/state").asString()).isEqualTo("waiting");
    browser.put(path, "\"2\"", Map.of("state", "registered")).expectStatus().isOk();
    assertThat(loadsOf(name, orders(report("a", pod)))).isEmpty();
  }

  private static List<GatewayOrders.Load> loadsOf(String name, GatewayOrders orders) {
    return orders.loads().stream().filter(load -> load.request().name().equals(name)).toList();
  }

  private static Map<String, Object> model(String name, int weight) {
    return Map.of(
        "name", name, "targets", List.of(Map.of("servedModel", "tiny", "weight", weight)));
  }
}
