package dev.sluice.admin.registry;

import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.fleet.Fleet;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Public names, versions, and what pods serve. */
@RestController
class RegistryController {
  private final PublicModels models;
  private final ModelVersions versions;
  private final LoadPlans plans;
  private final Fleet fleet;

  RegistryController(PublicModels models, ModelVersions versions, LoadPlans plans, Fleet fleet) {
    this.models = models;
    this.versions = versions;
    this.plans = plans;
    this.fleet = fleet;
  }

  /**
   * What is written to register a version.
   *
   * @param loadPlan null when pods are started with it
   */
  record VersionCreate(String servedModel, String weightsDigest, LoadPlanEdit loadPlan) {}

  @GetMapping("/api/v1/models")
  Mono<List<PublicModel>> models() {
    return models.all();
  }

  @PostMapping("/api/v1/models")
  Mono<ResponseEntity<PublicModel>> createModel(@RequestBody PublicModelEdit edit, Principal user) {
    return models
        .create(edit, user.getName())
        .map(model -> tagged(ResponseEntity.status(HttpStatus.CREATED), model));
  }

  @PutMapping("/api/v1/models/{id}")
  Mono<ResponseEntity<PublicModel>> updateModel(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody PublicModelEdit edit,
      Principal user) {
    return models
        .update(id, ifMatch, edit, user.getName())
        .map(model -> tagged(ResponseEntity.ok(), model));
  }

  @DeleteMapping("/api/v1/models/{id}")
  Mono<ResponseEntity<Void>> deleteModel(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      Principal user) {
    return models
        .delete(id, ifMatch, user.getName())
        .thenReturn(ResponseEntity.noContent().build());
  }

  @GetMapping("/api/v1/served-models")
  List<DiscoveredModel> servedModels() {
    return DiscoveredModel.of(fleet.pods());
  }

  @GetMapping("/api/v1/model-versions")
  Flux<ModelVersion> versions() {
    return versions.all();
  }

  @PostMapping("/api/v1/model-versions")
  Mono<ResponseEntity<ModelVersion>> registerVersion(
      @RequestBody VersionCreate wish, Principal user) {
    return versions
        .register(wish.servedModel(), wish.weightsDigest(), wish.loadPlan(), user.getName())
        .map(version -> tagged(ResponseEntity.status(HttpStatus.CREATED), version));
  }

  @GetMapping("/api/v1/model-versions/{id}/transitions")
  Flux<Transition> transitions(@PathVariable String id) {
    return versions.transitions(id);
  }

  @PutMapping("/api/v1/model-versions/{id}")
  Mono<ResponseEntity<ModelVersion>> moveVersion(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody VersionMove move,
      Principal user) {
    return versions
        .move(id, ifMatch, move, user.getName())
        .map(version -> tagged(ResponseEntity.ok(), version));
  }

  @GetMapping("/api/v1/model-versions/{id}/load-plan")
  Mono<ResponseEntity<LoadPlan>> loadPlan(@PathVariable String id) {
    return plans.find(id).map(RegistryController::tagged);
  }

  @PutMapping("/api/v1/model-versions/{id}/load-plan")
  Mono<ResponseEntity<LoadPlan>> changeLoadPlan(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody LoadPlanEdit edit,
      Principal user) {
    return plans.change(id, ifMatch, edit, user.getName()).map(RegistryController::tagged);
  }

  private static ResponseEntity<LoadPlan> tagged(LoadPlan plan) {
    return EntityTag.tagged(ResponseEntity.ok(), plan.version(), plan);
  }

  private static ResponseEntity<PublicModel> tagged(
      ResponseEntity.BodyBuilder answer, PublicModel model) {
    return EntityTag.tagged(answer, model.version(), model);
  }

  private static ResponseEntity<ModelVersion> tagged(
      ResponseEntity.BodyBuilder answer, ModelVersion version) {
    return EntityTag.tagged(answer, version.version(), version);
  }
}
