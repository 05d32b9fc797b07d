package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.RoomDatabase;
import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import dev.sluice.contract.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables of public names, versions and load plans, with what a test says of pods and trials.
 */
abstract class RegistryTables {
  final RoomDatabase database;
  final RevisionCounter revision;
  final PublicModels models;
  final ModelVersions versions;
  final LoadPlans plans;
  List<String> readyPods = List.of("pod-1");
  Mono<Map<String, Object>> trial = Mono.empty();

  RegistryTables(RoomDatabase database) {
    this.database = database;
    this.revision = new RevisionCounter(database.client());
    Clock clock = Clock.systemUTC();
    AuditTrail audit = new AuditTrail(database.client(), JsonMapper.builder().build(), clock);
    PublicModelTable modelTable = new PublicModelTable(database.client());
    ModelVersionTable versionTable = new ModelVersionTable(database.client());
    this.plans =
        new LoadPlans(
            new LoadPlanTable(database.client()),
            versionTable,
            revision,
            audit,
            database.transaction());
    this.models =
        new PublicModels(modelTable, versionTable, revision, audit, database.transaction(), clock);
    this.versions =
        new ModelVersions(
            versionTable,
            new TransitionTable(database.client(), JsonMapper.builder().build()),
            new MoveGuards((model, digest) -> readyPods),
            (id, version, actor) -> trial,
            modelTable,
            plans,
            revision,
            audit,
            database.transaction(),
            clock);
  }

  @BeforeEach
  void empty() {
    Flux.just(
            "model_transitions",
            "public_model_targets",
            "public_models",
            "model_versions",
            "audit_entries")
        .concatMap(table -> database.client().sql("DELETE FROM " + table).then())
        .blockLast();
  }

  ModelVersion move(ModelVersion version, long at, VersionMove move) {
    return versions.move(version.id(), "\"" + at + "\"", move, "ann").block();
  }

  List<String> auditActions() {
    return database
        .client()
        .sql("SELECT actor, action FROM audit_entries ORDER BY at")
        .map(row -> row.get("actor", String.class) + " " + row.get("action", String.class))
        .all()
        .collectList()
        .block();
  }

  static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiFailure.class, refused -> assertThat(refused.detail().code()).isEqualTo(code));
  }

  static PublicModelEdit edit(String name, PublicModelEdit.Wish... targets) {
    return new PublicModelEdit(name, null, List.of(targets), null);
  }

  static PublicModelEdit.Wish wish(String served, String digest, int weight) {
    return new PublicModelEdit.Wish(served, digest, weight);
  }
}
