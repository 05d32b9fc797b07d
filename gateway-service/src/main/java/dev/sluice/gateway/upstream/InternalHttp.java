package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.SignedContext;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The one HTTP client: its pool, its codecs, the signature on each call, errors read as such. */
@Component
class InternalHttp implements DisposableBean {
  private static final Duration SIGNATURE_LIFE = Duration.ofMinutes(1);
  private static final Duration IDLE_CONNECTION_LIFE = Duration.ofSeconds(20);

  /**
   * How long a name's address is believed, whatever its DNS record says: container engines give
   * records of ten minutes for addresses that change with every restart.
   */
  private static final Duration NAME_LIFE = Duration.ofSeconds(3);

  private final ConnectionProvider connections;
  private final WebClient client;
  private final String secret;
  private final Clock clock;

  InternalHttp(UpstreamProperties properties, ReactorResourceFactory resources, Clock clock) {
    this.secret = properties.internalSecret();
    this.clock = clock;
    this.connections =
        ConnectionProvider.builder("sluice-upstream")
            .maxConnections(properties.maxConnections())
            .maxIdleTime(IDLE_CONNECTION_LIFE)
            .build();
    HttpClient http =
        HttpClient.create(connections)
            .runOn(resources.getLoopResources())
            .resolver(
                names ->
                    names
                        .runOn(resources.getLoopResources())
                        .cacheMaxTimeToLive(NAME_LIFE)
                        .cacheNegativeTimeToLive(NAME_LIFE));
    this.client = client(properties, http);
  }

  private static WebClient client(UpstreamProperties properties, HttpClient plain) {
    int connectMillis = Math.toIntExact(properties.connectTimeout().toMillis());
    HttpClient http =
        plain
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
            .option(ChannelOption.TCP_NODELAY, true);
    JsonMapper json =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
    JacksonJsonDecoder decoder = new JacksonJsonDecoder(json);
    decoder.setMaxInMemorySize(Math.toIntExact(properties.maxEvent().toBytes()));
    return WebClient.builder()
        .clientConnector(new ReactorClientHttpConnector(http))
        .codecs(
            codecs -> {
              codecs.defaultCodecs().jacksonJsonDecoder(decoder);
              codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json));
            })
        .build();
  }

  /** A signed request on behalf of a project, or of nobody. */
  WebClient.RequestBodySpec call(HttpMethod method, String url, String projectId) {
    return signed(client.method(method).uri(url), projectId);
  }

  /** As above, of an address whose encoding must stay as it is. */
  WebClient.RequestBodySpec call(HttpMethod method, URI target, String projectId) {
    return signed(client.method(method).uri(target), projectId);
  }

  private WebClient.RequestBodySpec signed(WebClient.RequestBodySpec request, String projectId) {
    String tenant = projectId == null ? "" : projectId.replace('|', '_');
    SignedContext context =
        new SignedContext("gateway", tenant, clock.instant().plus(SIGNATURE_LIFE));
    return request.header(SignedContext.HEADER, context.sign(secret));
  }

  /** The failure that an answer without success stands for. */
  static Mono<UpstreamException> refusal(ClientResponse response) {
    int status = response.statusCode().value();
    return response
        .bodyToMono(ErrorDetail.class)
        .filter(detail -> detail.code() != null)
        .map(UpstreamException::answered)
        .onErrorResume(unreadable -> Mono.empty())
        .switchIfEmpty(Mono.fromSupplier(() -> ofStatus(status)));
  }

  /** Any failure of a call as one type. */
  static UpstreamException failure(String who, Throwable cause) {
    return cause instanceof UpstreamException known
        ? known
        : UpstreamException.failed(
            ErrorCode.POD_FAILED,
            "The %s could not be reached or broke off (%s)."
                .formatted(who, cause.getClass().getSimpleName()),
            cause);
  }

  private static UpstreamException ofStatus(int status) {
    return UpstreamException.failed(
        ErrorCode.POD_FAILED, "An internal service answered with status " + status + ".", null);
  }

  @Override
  public void destroy() {
    connections.dispose();
  }
}
