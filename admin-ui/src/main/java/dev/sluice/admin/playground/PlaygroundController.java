package dev.sluice.admin.playground;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedVersion;
import dev.sluice.shell.ExchangeEnd;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Passes a chat on to the gateway and its answer back, byte for byte and as it comes, under the
 * console's key. When the person goes away the gateway's stream is cancelled.
 */
@RestController
public class PlaygroundController {
  private static final List<String> PASSED_HEADERS =
      List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.RETRY_AFTER, "x-request-id");

  private final GatewayDoor gateway;
  private final ConsoleSecret secret;
  private final KnownVersions versions;
  private final int bodyLimit;

  PlaygroundController(
      GatewayDoor gateway,
      ConsoleSecret secret,
      KnownVersions versions,
      PlaygroundSettings settings) {
    this.gateway = gateway;
    this.secret = secret;
    this.versions = versions;
    this.bodyLimit = Math.toIntExact(settings.playground().bodyLimit().toBytes());
  }

  /** Where the secret of the console's own key comes from. */
  interface ConsoleSecret {
    String read();
  }

  /** Where versions come from by their ids. */
  interface KnownVersions {
    Mono<ServedVersion> served(String id);
  }

  @PostMapping(path = "/api/v1/playground/chat", consumes = MediaType.APPLICATION_JSON_VALUE)
  Mono<Void> chat(ServerWebExchange exchange) {
    return chat(exchange, null);
  }

  /** The same with one version by itself, also one that no client can reach yet. */
  @PostMapping(
      path = "/api/v1/playground/versions/{id}/chat",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  Mono<Void> chatWithVersion(@PathVariable String id, ServerWebExchange exchange) {
    return versions.served(id).flatMap(version -> chat(exchange, version));
  }

  private Mono<Void> chat(ServerWebExchange exchange, ServedVersion version) {
    return DataBufferUtils.join(exchange.getRequest().getBody(), bodyLimit)
        .map(PlaygroundController::bytes)
        .filter(body -> body.length > 0)
        .switchIfEmpty(
            Mono.error(() -> new ApiFailure(ErrorCode.INVALID_JSON, "the request has no body")))
        .flatMap(
            body ->
                gateway.chat(body, secret.read(), version, response -> pass(response, exchange)));
  }

  private static Mono<Void> pass(ClientResponse from, ServerWebExchange exchange) {
    ServerHttpResponse to = exchange.getResponse();
    to.setStatusCode(from.statusCode());
    for (String name : PASSED_HEADERS) {
      from.headers().header(name).forEach(value -> to.getHeaders().add(name, value));
    }
    to.getHeaders().setCacheControl("no-store");
    Flux<DataBuffer> body =
        from.bodyToFlux(DataBuffer.class).takeUntilOther(ExchangeEnd.of(exchange));
    // Not writeAndFlushWith, whose flush mark after each buffer can lose the next demand
    // (reactor-core 3.8.8); the server flushes whenever nothing more is there to write.
    return to.writeWith(body);
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }
}
