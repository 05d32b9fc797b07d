package dev.sluice.inference.drain;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.shell.RefusedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link InternalPaths#DRAIN}: answers with the load of the empty pod. */
@RestController
class DrainController {
  private final EngineRoster roster;
  private final Drain drain;

  DrainController(EngineRoster roster, Drain drain) {
    this.roster = roster;
    this.drain = drain;
  }

  @PostMapping(InternalPaths.DRAIN)
  Mono<PodLoad> drain() {
    return Mono.fromSupplier(this::emptied)
        .subscribeOn(Schedulers.boundedElastic())
        .doFirst(drain::begin);
  }

  private PodLoad emptied() {
    if (drain.awaitIdle()) {
      return roster.load();
    }
    PodLoad load = roster.load();
    throw RefusedException.of(
        ErrorCode.DEADLINE_EXCEEDED,
        null,
        "draining, but %d streams are still running after %d s"
            .formatted(load.runningStreams() + load.waitingStreams(), drain.timeout().toSeconds()));
  }
}
