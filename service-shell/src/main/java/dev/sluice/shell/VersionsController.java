package dev.sluice.shell;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionStatus;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@link InternalPaths#VERSIONS} and {@link InternalPaths#VERSION}; a service with {@link
 * HostedVersions} imports this class.
 */
@RestController
public class VersionsController {
  private final HostedVersions versions;

  VersionsController(HostedVersions versions) {
    this.versions = versions;
  }

  /** Looks at files, so not on the event loop. */
  @PostMapping(InternalPaths.VERSIONS)
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<VersionStatus> load(@RequestBody Mono<LoadVersionRequest> request) {
    return request.publishOn(Schedulers.boundedElastic()).map(versions::load);
  }

  @GetMapping(InternalPaths.VERSIONS)
  LoadedVersions all() {
    return versions.all();
  }

  @GetMapping(InternalPaths.VERSION)
  VersionStatus one(@PathVariable String name) {
    return versions.status(name);
  }

  @DeleteMapping(InternalPaths.VERSION)
  ResponseEntity<VersionStatus> unload(@PathVariable String name) {
    return versions
        .unload(name)
        .map(status -> ResponseEntity.accepted().body(status))
        .orElseGet(() -> ResponseEntity.noContent().build());
  }
}
