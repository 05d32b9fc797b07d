package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.KeyScope;
import dev.sluice.gateway.completion.Caller;
import dev.sluice.gateway.completion.ModelCatalog;
import dev.sluice.gateway.completion.Readiness;
import dev.sluice.gateway.completion.RequestFailedException;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/models}, and {@code /health} for engines' clients. */
@Component
class ModelHandler {
  private final Door door;
  private final ModelCatalog catalog;
  private final Readiness readiness;
  private final long startedSeconds;

  ModelHandler(Door door, ModelCatalog catalog, Readiness readiness, Clock clock) {
    this.door = door;
    this.catalog = catalog;
    this.readiness = readiness;
    this.startedSeconds = clock.millis() / 1000;
  }

  Mono<ServerResponse> list(ServerRequest request) {
    Caller caller = door.enter(request, KeyScope.MODELS);
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    catalog.list(caller).forEach(model -> data.add(entry(model)));
    return ok(body);
  }

  Mono<ServerResponse> one(ServerRequest request) {
    Caller caller = door.enter(request, KeyScope.MODELS);
    return ok(entry(catalog.find(caller, request.pathVariable("id"))));
  }

  /** 200 when a request could be served now. Probes use the actuator's endpoints instead. */
  Mono<ServerResponse> health(ServerRequest request) {
    if (door.isClosing() || !readiness.hasSnapshot() || !readiness.hasReadyPod()) {
      String why =
          door.isClosing()
              ? "The gateway is shutting down."
              : readiness.hasSnapshot()
                  ? "No pod is ready."
                  : "The keys have not arrived from the control plane.";
      ErrorCode code = door.isClosing() ? ErrorCode.DRAINING : ErrorCode.NO_POD_AVAILABLE;
      throw new RequestFailedException(new ErrorDetail(code, why, null, 1000L));
    }
    return ok(Json.object().put("status", "ok"));
  }

  private ObjectNode entry(ModelCatalog.Listed model) {
    ObjectNode entry = Json.object();
    entry.put("id", model.name());
    entry.put("object", "model");
    entry.put("created", startedSeconds);
    entry.put("owned_by", "sluice");
    entry.put("max_model_len", model.contextLength());
    return entry;
  }

  private static Mono<ServerResponse> ok(ObjectNode body) {
    return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(Json.bytes(body));
  }
}
