package dev.sluice.inference.stream;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.RejectedRequestException;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.inference.metrics.ModelMetrics;
import dev.sluice.inference.metrics.StreamMetrics;
import dev.sluice.shell.RefusedException;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Opens streams on the engine of the request's model. Safe for use by any thread. */
public final class TokenStreams {
  private final EngineRoster roster;
  private final ModelMetrics metrics;
  private final Duration heartbeat;
  private final int bufferEvents;
  private final Scheduler scheduler;

  /**
   * @param heartbeat longest silence on a stream
   * @param bufferEvents events that wait for a slow reader before its stream is cut
   * @param scheduler clock of the heartbeats
   */
  public TokenStreams(
      EngineRoster roster,
      ModelMetrics metrics,
      Duration heartbeat,
      int bufferEvents,
      Scheduler scheduler) {
    this.roster = roster;
    this.metrics = metrics;
    this.heartbeat = heartbeat;
    this.bufferEvents = bufferEvents;
    this.scheduler = scheduler;
  }

  /**
   * Submits on subscription; cancelling the subscription before the last event cancels the stream.
   * A request that the engine refuses ends in a {@link RefusedException} before any event.
   */
  public Flux<GenerateEvent> open(GenerateRequest request) {
    return Flux.defer(
        () -> {
          InferenceEngine engine = find(request.model());
          StreamMetrics measured = metrics.of(engine);
          TokenStream stream =
              new TokenStream(request.requestId(), bufferEvents, measured.streamSubmitted());
          submit(engine, request, stream, measured);
          return Heartbeats.within(stream.events(), heartbeat, scheduler)
              .takeUntil(TokenStream::isLast)
              .doOnCancel(() -> stream.cancel("the reader has gone"));
        });
  }

  private InferenceEngine find(String model) {
    try {
      return roster.find(model);
    } catch (RefusedException e) {
      metrics.refusedUnknownModel();
      throw e;
    }
  }

  private static void submit(
      InferenceEngine engine, GenerateRequest request, TokenStream stream, StreamMetrics measured) {
    try {
      stream.started(engine.submit(request, stream));
    } catch (RejectedRequestException e) {
      measured.refused(e.detail().code());
      throw new RefusedException(e.detail(), e);
    }
  }
}
