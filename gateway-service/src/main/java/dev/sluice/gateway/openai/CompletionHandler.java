package dev.sluice.gateway.openai;

import dev.sluice.contract.KeyScope;
import dev.sluice.gateway.completion.Caller;
import dev.sluice.gateway.completion.CompletionPipeline;
import dev.sluice.gateway.completion.Output;
import dev.sluice.shell.ExchangeEnd;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Chat and completions: enter, read, parse, run, write. */
@Component
class CompletionHandler {
  private final Door door;
  private final BodyReader bodies;
  private final CompletionPipeline pipeline;
  private final OpenAiProperties properties;
  private final Clock clock;

  CompletionHandler(
      Door door,
      BodyReader bodies,
      CompletionPipeline pipeline,
      OpenAiProperties properties,
      Clock clock) {
    this.door = door;
    this.bodies = bodies;
    this.pipeline = pipeline;
    this.properties = properties;
    this.clock = clock;
  }

  Mono<ServerResponse> chat(ServerRequest request) {
    return handle(request, KeyScope.CHAT, ChatParser::parse);
  }

  Mono<ServerResponse> completions(ServerRequest request) {
    return handle(
        request,
        KeyScope.COMPLETIONS,
        body -> CompletionParser.parse(body, properties.maxPrompts()));
  }

  private Mono<ServerResponse> handle(
      ServerRequest request, KeyScope scope, Function<Fields, Parsed> parser) {
    long startNanos = System.nanoTime();
    Caller caller = door.enter(request, scope);
    return bodies
        .read(request.exchange().getRequest())
        .map(bytes -> parser.apply(new Fields(Json.parse(bytes), "")))
        .flatMap(
            parsed -> {
              HttpHeaders headers = request.exchange().getResponse().getHeaders();
              Flux<Output> outputs =
                  pipeline
                      .run(caller, parsed.request())
                      .doOnNext(o -> started(o, headers))
                      .takeUntilOther(ExchangeEnd.of(request.exchange()));
              return parsed.options().isStreamed()
                  ? streamed(parsed, outputs)
                  : whole(parsed, outputs, headers, startNanos);
            });
  }

  /** Still possible because nothing was sent: the first output carries no bytes. */
  private static void started(Output output, HttpHeaders headers) {
    if (output instanceof Output.Started started) {
      ResponseHeaders.putStanding(headers, started.standing());
      ResponseHeaders.putDeprecation(headers, started.deprecation());
    }
  }

  private Mono<ServerResponse> streamed(Parsed parsed, Flux<Output> outputs) {
    StreamWriter writer = new StreamWriter(wire(parsed), parsed.options());
    Flux<byte[]> events = writer.write(outputs, properties.pingInterval());
    Flux<DataBuffer> buffers = events.map(DefaultDataBufferFactory.sharedInstance::wrap);
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("x-accel-buffering", "no")
        // The server flushes whenever nothing more is there to write. Asking for a flush after each
        // event (writeAndFlushWith) makes a concatenation of each with its flush, which loses the
        // next demand now and then when it meets the switch (reactor-core 3.8.8): a stream that
        // hangs.
        .body((message, context) -> message.writeWith(buffers));
  }

  private Mono<ServerResponse> whole(
      Parsed parsed, Flux<Output> outputs, HttpHeaders headers, long startNanos) {
    Wire wire = wire(parsed);
    return outputs
        .reduceWith(() -> new Answer(parsed.request().choices()), Answer::add)
        .flatMap(
            answer -> {
              var body = wire.whole(answer);
              Output.Totals totals = answer.totals;
              body.set(
                  "usage",
                  Wire.usage(
                      totals.promptTokens(), totals.outputTokens(), totals.cachedPromptTokens()));
              long millis = (System.nanoTime() - startNanos) / 1_000_000;
              headers.set(ResponseHeaders.PROCESSING_MILLIS, Long.toString(millis));
              return ServerResponse.ok()
                  .contentType(MediaType.APPLICATION_JSON)
                  .bodyValue(Json.bytes(body));
            });
  }

  private Wire wire(Parsed parsed) {
    long seconds = clock.millis() / 1000;
    return parsed.request().operation().equals("chat")
        ? new ChatWire(parsed.request(), seconds)
        : new CompletionWire(parsed.request(), seconds);
  }
}
