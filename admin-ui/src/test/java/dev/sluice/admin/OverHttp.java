package dev.sluice.admin;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** A whole control plane over HTTP, with gateways that post what a test says. */
abstract class OverHttp {
  abstract AdminUnderTest admin();

  WebTestClient.ResponseSpec post(String path, Object body) {
    return admin()
        .gateway()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }

  GatewayOrders orders(GatewayReport report) {
    return post(InternalPaths.GATEWAY_REPORTS, report)
        .expectStatus()
        .isOk()
        .expectBody(GatewayOrders.class)
        .returnResult()
        .getResponseBody();
  }

  static GatewayReport report(String gateway, String pod) {
    return report(gateway, pod, false);
  }

  static GatewayReport report(String gateway, String pod, boolean isDraining) {
    ServedModel model = new ServedModel("tiny", "llama", "F32", 1, 256, 512, "w", "t");
    PodLoad load =
        new PodLoad(
            pod, 1, List.of(model), 1, 0, 0, 100, 75, 0, 10, 5, 3, 12, isDraining, "scalar");
    return new GatewayReport(
        gateway, 0, List.of(new PodView(pod, "ready", load, "closed", 2)), 2, 1, 100, 30.0);
  }
}
