package dev.sluice.gateway.fake;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** One token per UTF-16 unit; the chat template is each message's role, a colon and its content. */
public final class FakeTokenizer extends FakeServer {
  public static final String DIGEST = "tokenizer-digest";

  /** The last rendered conversation. */
  public volatile TokenizeRequest lastRender;

  /** Answers that fail, when set. */
  public volatile ErrorDetail failure;

  public final FakeVersions versions = new FakeVersions();

  @Override
  protected void route(HttpServerRoutes routes) {
    versions.route(routes);
    routes.post(
        InternalPaths.ENCODE, (request, response) -> handle(request, response, this::encode));
    routes.post(
        InternalPaths.RENDER, (request, response) -> handle(request, response, this::render));
    routes.post(
        InternalPaths.DECODE, (request, response) -> handle(request, response, this::decode));
  }

  private Mono<Void> handle(
      HttpServerRequest request,
      HttpServerResponse response,
      Function<TokenizeRequest, TokenizeResult> work) {
    return request
        .receive()
        .aggregate()
        .asString()
        .flatMap(
            body -> {
              if (!isSigned(request)) {
                return error(response, ErrorDetail.of(ErrorCode.UNAUTHORIZED_CONTEXT, "unsigned"));
              }
              return failure == null
                  ? json(response, work.apply(JSON.readValue(body, TokenizeRequest.class)))
                  : error(response, failure);
            });
  }

  private TokenizeResult encode(TokenizeRequest request) {
    return encoded(request.text(), null);
  }

  private TokenizeResult render(TokenizeRequest request) {
    lastRender = request;
    String text =
        request.messages().stream()
            .map(message -> message.get("role") + ":" + message.get("content"))
            .collect(Collectors.joining("|"));
    return encoded(text, text);
  }

  private static TokenizeResult encoded(String source, String text) {
    int[] ids = source.chars().map(unit -> Math.min(unit, FakePod.VOCABULARY - 1)).toArray();
    List<String> tokens = IntStream.of(ids).mapToObj(id -> "" + (char) id).toList();
    long[] hashes =
        IntStream.rangeClosed(1, ids.length / TokenizeResult.BLOCK_TOKENS)
            .mapToLong(n -> Arrays.hashCode(Arrays.copyOf(ids, n * TokenizeResult.BLOCK_TOKENS)))
            .toArray();
    return new TokenizeResult(ids, tokens, ids.length, text, DIGEST, hashes, FakePod.CONTEXT);
  }

  private TokenizeResult decode(TokenizeRequest request) {
    String text =
        IntStream.of(request.ids())
            .mapToObj(id -> String.valueOf((char) id))
            .collect(Collectors.joining());
    return new TokenizeResult(
        new int[0], List.of(), request.ids().length, text, DIGEST, null, FakePod.CONTEXT);
  }
}
