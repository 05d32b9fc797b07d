package dev.sluice.gateway.fake;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.contract.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * A pod whose model has a rule: the token at output position p is {@code 'a' + p % 26}. So any pod
 * can continue any stream, and a lost or repeated token shows.
 */
public final class FakePod extends FakeServer {
  public static final int VOCABULARY = 1000;
  public static final int CONTEXT = 512;
  public static final String MODEL = "tiny";
  public static final String WEIGHTS = "weights-digest";

  public final List<GenerateRequest> requests = new CopyOnWriteArrayList<>();

  /** The signed contexts of those who watched the load. */
  public final List<String> loadSignatures = new CopyOnWriteArrayList<>();

  public final AtomicInteger cancelled = new AtomicInteger();
  public volatile boolean isDraining;

  /** A drain is answered when this has ended. */
  public final Sinks.Empty<Void> emptied = Sinks.empty();

  public volatile long waitingTokens;
  public volatile String weights = WEIGHTS;

  /** Names of models that it serves beside {@link #MODEL}. */
  public volatile List<String> otherModels = List.of();

  /** What the pod does with a request; the model's rule unless told otherwise. */
  public volatile Function<GenerateRequest, Flux<GenerateEvent>> behaviour = FakePod::tokens;

  /** Refuses before the stream, when set. */
  public volatile ErrorDetail refusal;

  private final AtomicLong sequence = new AtomicLong();

  public static String letter(int position) {
    return String.valueOf((char) ('a' + position % 26));
  }

  /** The model's output from the requested position on. */
  public static Flux<GenerateEvent> tokens(GenerateRequest request) {
    List<GenerateEvent> events = new ArrayList<>();
    if (request.promptLogprobs() != null) {
      events.add(GenerateEvent.prompt(promptLogprobs(request)));
    }
    for (int i = 0; i < request.maxOutputTokens(); i++) {
      events.add(delta(request, i));
    }
    events.add(end(request, request.maxOutputTokens()));
    return Flux.fromIterable(events);
  }

  /** The model's output, which breaks off after some tokens: the connection is cut. */
  public static Flux<GenerateEvent> brokenAfter(GenerateRequest request, int tokens) {
    return Flux.range(0, tokens)
        .map(i -> delta(request, i))
        .concatWith(Mono.delay(Duration.ofMillis(20)).then(Mono.error(new Cut())));
  }

  public static GenerateEvent delta(GenerateRequest request, int i) {
    int position = request.deliveredTokens() + i;
    List<TokenLogprob> logprobs =
        request.logprobs() == null ? null : List.of(logprob(letter(position), -0.5));
    return GenerateEvent.delta(new int[] {'a' + position % 26}, letter(position), i + 1, logprobs);
  }

  public static GenerateEvent end(GenerateRequest request, int tokens) {
    return GenerateEvent.end(
        "length", null, new Usage(request.promptIds().length, 4, tokens, 10, 20, 30));
  }

  private static TokenLogprob logprob(String token, Double value) {
    TokenLogprob best = new TokenLogprob('z', "z", List.of(122), -0.1, null);
    List<Integer> bytes =
        IntStream.range(0, token.length()).mapToObj(i -> (int) token.charAt(i)).toList();
    return new TokenLogprob(token.charAt(0), token, bytes, value, List.of(best));
  }

  private static List<TokenLogprob> promptLogprobs(GenerateRequest request) {
    List<TokenLogprob> logprobs = new ArrayList<>();
    for (int id : request.promptIds()) {
      Double value = logprobs.isEmpty() ? null : Double.valueOf(Double.NEGATIVE_INFINITY);
      logprobs.add(logprob(String.valueOf((char) id), value));
    }
    return logprobs;
  }

  public final FakeVersions versions = new FakeVersions();

  @Override
  protected void route(HttpServerRoutes routes) {
    versions.route(routes);
    routes.get(
        InternalPaths.LOAD,
        (request, response) ->
            isSigned(request)
                    && loadSignatures.add(request.requestHeaders().get(SignedContext.HEADER))
                ? response
                    .header("content-type", "application/x-ndjson")
                    .send(
                        Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                            .onBackpressureDrop()
                            .map(tick -> line(load())),
                        flushEach -> true)
                : response.status(401).send());
    routes.post(
        InternalPaths.DRAIN,
        (request, response) -> {
          isDraining = isSigned(request);
          return emptied.asMono().then(Mono.defer(() -> json(response, load())));
        });
    routes.post(
        InternalPaths.GENERATE,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .flatMap(
                    body ->
                        isSigned(request)
                            ? generate(JSON.readValue(body, GenerateRequest.class), response)
                            : error(
                                response,
                                ErrorDetail.of(ErrorCode.UNAUTHORIZED_CONTEXT, "unsigned"))));
  }

  private Mono<Void> generate(GenerateRequest request, HttpServerResponse response) {
    requests.add(request);
    if (refusal != null) {
      return error(response, refusal);
    }
    return response
        .header("content-type", "application/x-ndjson")
        .send(
            behaviour.apply(request).map(FakePod::line).doOnCancel(cancelled::incrementAndGet),
            flushEach -> true)
        .then();
  }

  private static ByteBuf line(Object value) {
    byte[] json = JSON.writeValueAsBytes(value);
    return Unpooled.wrappedBuffer(json, new byte[] {'\n'});
  }

  private PodLoad load() {
    List<ServedModel> models =
        Stream.concat(Stream.of(MODEL), otherModels.stream()).map(this::served).toList();
    return new PodLoad(
            "pod-" + address(),
            sequence.incrementAndGet(),
            models,
            0,
            0,
            waitingTokens,
            100,
            100,
            0,
            0,
            0,
            0,
            0,
            isDraining,
            "fake")
        .withVersions(versions.all());
  }

  private ServedModel served(String name) {
    return new ServedModel(
        name, "llama", "F32", 1, CONTEXT, VOCABULARY, weights, FakeTokenizer.DIGEST);
  }

  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
