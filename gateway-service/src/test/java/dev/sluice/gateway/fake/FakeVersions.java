package dev.sluice.gateway.fake;

import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The versions of a fake pod or tokenizer: ready as soon as they are told. */
public final class FakeVersions {
  public final List<LoadVersionRequest> told = new CopyOnWriteArrayList<>();

  /** Names whose end was asked for, as they came over the wire. */
  public final List<String> unloaded = new CopyOnWriteArrayList<>();

  /** Refuses loads, when set. */
  public volatile ErrorDetail refusal;

  private final Map<String, VersionStatus> present = new ConcurrentSkipListMap<>();

  public List<VersionStatus> all() {
    return List.copyOf(present.values());
  }

  void route(HttpServerRoutes routes) {
    routes.get(
        InternalPaths.VERSIONS,
        (request, response) -> FakeServer.json(response, new LoadedVersions(null, 0, 0, all())));
    routes.post(
        InternalPaths.VERSIONS,
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .map(body -> FakeServer.JSON.readValue(body, LoadVersionRequest.class))
                .flatMap(wish -> load(wish, response)));
    routes.delete(
        InternalPaths.VERSIONS + "/**",
        (request, response) -> {
          unloaded.add(request.uri().substring(InternalPaths.VERSIONS.length() + 1));
          return response.status(204).send().then();
        });
  }

  private Mono<Void> load(LoadVersionRequest wish, HttpServerResponse response) {
    told.add(wish);
    if (refusal != null) {
      return FakeServer.error(response, refusal);
    }
    VersionStatus status =
        VersionStatus.notServing(wish.name(), State.READY, null, 0, 0, 0).withTag(wish.tag());
    present.put(wish.name(), status);
    return FakeServer.json(response.status(202), status);
  }
}
