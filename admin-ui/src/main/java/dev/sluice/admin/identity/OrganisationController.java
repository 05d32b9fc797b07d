package dev.sluice.admin.identity;

import dev.sluice.admin.api.EntityTag;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code /api/v1/organisations}. */
@RestController
@RequestMapping("/api/v1/organisations")
class OrganisationController {
  /** What can be changed. */
  record Edit(String name) {}

  private final Organisations organisations;

  OrganisationController(Organisations organisations) {
    this.organisations = organisations;
  }

  @GetMapping
  Flux<Organisation.View> organisations() {
    return organisations.list().map(Organisation::view);
  }

  @PostMapping
  Mono<ResponseEntity<Organisation.View>> create(@RequestBody Edit edit, Principal caller) {
    return organisations
        .create(caller.getName(), edit.name())
        .map(organisation -> answer(HttpStatus.CREATED, organisation));
  }

  @PutMapping("/{id}")
  Mono<ResponseEntity<Organisation.View>> rename(
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) String ifMatch,
      @RequestBody Edit edit,
      Principal caller) {
    return organisations
        .rename(caller.getName(), id, edit.name(), ifMatch)
        .map(organisation -> answer(HttpStatus.OK, organisation));
  }

  private static ResponseEntity<Organisation.View> answer(
      HttpStatus status, Organisation organisation) {
    return EntityTag.tagged(
        ResponseEntity.status(status), organisation.version(), organisation.view());
  }
}
