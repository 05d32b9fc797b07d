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

/** {@code /api/v1/projects}. */
@RestController
@RequestMapping("/api/v1/projects")
class ProjectController {
  /** What can be changed. */
  record Edit(String name, String organisationId) {}

  private final Projects projects;

  ProjectController(Projects projects) {
    this.projects = projects;
  }

  @GetMapping
  Flux<Project.View> projects() {
    return projects.list().map(Project::view);
  }

  @PostMapping
  Mono<ResponseEntity<Project.View>> create(@RequestBody Edit edit, Principal caller) {
    return projects
        .create(caller.getName(), edit.name(), edit.organisationId())
        .map(project -> answer(HttpStatus.CREATED, project));
  }

  @PutMapping("/{id}")
  Mono<ResponseEntity<Project.View>> update(
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) String ifMatch,
      @RequestBody Edit edit,
      Principal caller) {
    return projects
        .update(caller.getName(), id, edit.name(), edit.organisationId(), ifMatch)
        .map(project -> answer(HttpStatus.OK, project));
  }

  private static ResponseEntity<Project.View> answer(HttpStatus status, Project project) {
    return EntityTag.tagged(ResponseEntity.status(status), project.version(), project.view());
  }
}
