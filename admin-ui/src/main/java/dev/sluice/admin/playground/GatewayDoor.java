package dev.sluice.admin.playground;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedVersion;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The way to the gateway, with connections of its own. */
@Component
class GatewayDoor implements DisposableBean {
  private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(10);
  private static final Duration KEEP_UNUSED = Duration.ofSeconds(30);

  /** Container engines give records of ten minutes for addresses that change with a restart. */
  private static final Duration NAME_LIFE = Duration.ofSeconds(3);

  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
      new ParameterizedTypeReference<>() {};

  private final ConnectionProvider connections;
  private final WebClient client;
  private final URI chat;
  private final URI completions;

  GatewayDoor(PlaygroundSettings settings, ReactorResourceFactory resources) {
    PlaygroundSettings.Limits limits = settings.playground();
    String gateway = settings.gatewayUrl().toString().replaceAll("/+$", "");
    this.chat = URI.create(gateway + "/v1/chat/completions");
    this.completions = URI.create(gateway + "/v1/completions");
    this.connections =
        ConnectionProvider.builder("playground")
            .maxConnections(limits.connections())
            .pendingAcquireTimeout(LONGEST_WAIT_FOR_CONNECTION)
            .maxIdleTime(KEEP_UNUSED)
            .build();
    HttpClient http =
        HttpClient.create(connections)
            .runOn(resources.getLoopResources())
            .resolver(
                names ->
                    names
                        .runOn(resources.getLoopResources())
                        .cacheMaxTimeToLive(NAME_LIFE)
                        .cacheNegativeTimeToLive(NAME_LIFE))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectTimeout().toMillis())
            .responseTimeout(limits.idleTimeout())
            .disableRetry(true);
    this.client = WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
  }

  /**
   * Sends a chat and hands over the answer, whatever its status, for as long as it is read.
   *
   * @param version the one that shall answer, null leaves it to the chat
   */
  Mono<Void> chat(byte[] body, String secret, ServedVersion version, Answer answer) {
    return client
        .post()
        .uri(chat)
        .headers(
            headers -> {
              headers.setBearerAuth(secret);
              if (version != null) {
                headers.set(ServedVersion.HEADER, version.header());
              }
            })
        .contentType(MediaType.APPLICATION_JSON)
        .accept(MediaType.ALL)
        .bodyValue(body)
        .exchangeToMono(answer::pass)
        .onErrorMap(WebClientRequestException.class, this::unreachable);
  }

  /**
   * Sends a streamed completion and gives the data of its events; a refusal is one event too, as an
   * error inside a stream is.
   */
  Flux<String> complete(
      byte[] body, PlaygroundController.ConsoleSecret secret, ServedVersion version) {
    return client
        .post()
        .uri(completions)
        .headers(headers -> headers.setBearerAuth(secret.read()))
        .header(ServedVersion.HEADER, version.header())
        .contentType(MediaType.APPLICATION_JSON)
        .accept(MediaType.ALL)
        .bodyValue(body)
        .exchangeToFlux(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.bodyToFlux(EVENT).mapNotNull(ServerSentEvent::data)
                    : response.bodyToMono(String.class).flux())
        .onErrorMap(WebClientRequestException.class, this::unreachable);
  }

  /** What becomes of the gateway's answer. */
  interface Answer {
    Mono<Void> pass(ClientResponse response);
  }

  @Override
  public void destroy() {
    connections.dispose();
  }

  private ApiFailure unreachable(WebClientRequestException failure) {
    return failure.getCause() instanceof ReadTimeoutException
        ? new ApiFailure(
            ErrorCode.DEADLINE_EXCEEDED, "the gateway at %s was silent too long".formatted(chat))
        : new ApiFailure(
            ErrorCode.NO_POD_AVAILABLE,
            "the gateway at %s cannot be reached; is it running?".formatted(chat));
  }
}
