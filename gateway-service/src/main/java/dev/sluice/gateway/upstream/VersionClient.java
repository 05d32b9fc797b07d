package dev.sluice.gateway.upstream;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionStatus;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/** Tells processes which versions to have, and asks which they have: pods and tokenizers alike. */
@Component
public class VersionClient {
  private final InternalHttp http;
  private final Duration timeout;

  VersionClient(InternalHttp http, UpstreamProperties properties) {
    this.http = http;
    this.timeout = properties.callTimeout();
  }

  /** The versions of a process with their states. */
  public Mono<List<VersionStatus>> versions(String address) {
    return http.call(HttpMethod.GET, url(address, InternalPaths.VERSIONS), null)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.bodyToMono(LoadedVersions.class).map(LoadedVersions::versions)
                    : InternalHttp.refusal(response).flatMap(Mono::<List<VersionStatus>>error))
        .timeout(timeout)
        .onErrorMap(failure -> InternalHttp.failure("service at " + address, failure));
  }

  /** Has a version begun; an {@link UpstreamException} when it is refused. */
  public Mono<Void> load(String address, LoadVersionRequest request) {
    return http.call(HttpMethod.POST, url(address, InternalPaths.VERSIONS), null)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(request)
        .exchangeToMono(VersionClient::done)
        .timeout(timeout)
        .onErrorMap(failure -> InternalHttp.failure("service at " + address, failure));
  }

  /** Has a version's end begun. */
  public Mono<Void> unload(String address, String name) {
    String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    URI target = URI.create(url(address, InternalPaths.VERSIONS) + "/" + segment);
    return http.call(HttpMethod.DELETE, target, null)
        .exchangeToMono(VersionClient::done)
        .timeout(timeout)
        .onErrorMap(failure -> InternalHttp.failure("service at " + address, failure));
  }

  private static Mono<Void> done(ClientResponse response) {
    return response.statusCode().is2xxSuccessful()
        ? response.releaseBody()
        : InternalHttp.refusal(response).flatMap(Mono::<Void>error);
  }

  private static String url(String address, String path) {
    return "http://" + address + path;
  }
}
