package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.KeyScope;
import dev.sluice.contract.ServedVersion;
import dev.sluice.gateway.completion.Caller;
import dev.sluice.gateway.completion.CompletionPipeline;
import dev.sluice.gateway.completion.RequestFailedException;
import dev.sluice.gateway.completion.Visitor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Who comes in. Identity is the key alone: no other header says who calls, and none is passed on.
 * While the gateway shuts down, new requests are sent elsewhere and running streams go on.
 */
@Component
class Door {
  private static final String BEARER = "bearer ";

  /** Names what belongs together, for public models that keep sessions on one target. */
  private static final String SESSION = "x-session-id";

  private final CompletionPipeline pipeline;
  private final ApplicationContext context;
  private volatile boolean isClosing;

  Door(CompletionPipeline pipeline, ApplicationContext context) {
    this.pipeline = pipeline;
    this.context = context;
  }

  /**
   * Lets a caller in.
   *
   * @param scope what is to be done
   */
  Caller enter(ServerRequest request, KeyScope scope) {
    if (isClosing) {
      throw new RequestFailedException(
          new ErrorDetail(
              ErrorCode.DRAINING, "This gateway is shutting down. Try again.", null, 1000L));
    }
    InetAddress from = request.remoteAddress().map(InetSocketAddress::getAddress).orElse(null);
    HttpHeaders headers = request.headers().asHttpHeaders();
    return pipeline.authenticate(
        new Visitor(
            secret(headers),
            from,
            headers.getFirst(SESSION),
            headers.getFirst(ServedVersion.HEADER),
            requestId(request)),
        scope);
  }

  boolean isClosing() {
    return isClosing;
  }

  @EventListener
  void close(ContextClosedEvent event) {
    if (event.getApplicationContext() == context) {
      isClosing = true;
    }
  }

  /** As {@link RequestIds} chose it. */
  private static String requestId(ServerRequest request) {
    return request.exchange().getResponse().getHeaders().getFirst(ResponseHeaders.REQUEST_ID);
  }

  private static String secret(HttpHeaders headers) {
    String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return authorization.substring(BEARER.length()).strip();
    }
    return headers.getFirst("x-api-key");
  }
}
