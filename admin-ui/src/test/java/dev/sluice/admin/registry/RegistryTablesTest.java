package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.RoomDatabase;
import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewaySnapshot;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Public names and versions with audit and revision, on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryTablesTest {
  private final RoomDatabase database;
  private final RevisionCounter revision;
  private final PublicModels models;
  private final ModelVersions versions;

  RegistryTablesTest(RoomDatabase database) {
    this.database = database;
    this.revision = new RevisionCounter(database.client());
    Clock clock = Clock.systemUTC();
    AuditTrail audit = new AuditTrail(database.client(), JsonMapper.builder().build(), clock);
    PublicModelTable modelTable = new PublicModelTable(database.client());
    ModelVersionTable versionTable = new ModelVersionTable(database.client());
    this.models =
        new PublicModels(modelTable, versionTable, revision, audit, database.transaction(), clock);
    this.versions =
        new ModelVersions(versionTable, modelTable, revision, audit, database.transaction(), clock);
  }

  static class H2Test extends RegistryTablesTest {
    H2Test() {
      super(RoomDatabase.h2());
    }
  }

  static class PostgresTest extends RegistryTablesTest {
    PostgresTest() {
      super(RoomDatabase.postgres());
    }
  }

  @BeforeEach
  void empty() {
    Flux.just("public_model_targets", "public_models", "model_versions", "audit_entries")
        .concatMap(table -> database.client().sql("DELETE FROM " + table).then())
        .blockLast();
  }

  @Test
  void create_withTwoTargets_isReadBackInOrderAndAudited() {
    long before = revision.current().block();
    PublicModel created =
        models.create(edit("chat", wish("b", null, 3), wish("a", "d1", 1)), "ann").block();
    assertThat(models.all().block()).containsExactly(created);
    assertThat(created.targets())
        .containsExactly(new Target("b", null, 3), new Target("a", "d1", 1));
    assertThat(revision.current().block()).isEqualTo(before + 1);
    assertThat(auditActions()).containsExactly("ann model.create");
  }

  @Test
  void create_takenName_isAConflictAndChangesNothing() {
    models.create(edit("chat", wish("a", null, 1)), "ann").block();
    long before = revision.current().block();
    assertRefused(
        ErrorCode.CONFLICT, models.create(edit(" chat ", wish("b", null, 1)), "ann")::block);
    assertThat(models.all().block()).hasSize(1);
    assertThat(revision.current().block()).isEqualTo(before);
    assertThat(auditActions()).hasSize(1);
  }

  @Test
  void update_withItsVersion_replacesNameAndTargets() {
    PublicModel created =
        models.create(edit("chat", wish("a", null, 1), wish("b", null, 1)), "ann").block();
    PublicModel updated =
        models.update(created.id(), "\"1\"", edit("talk", wish("b", null, 7)), "bob").block();
    assertThat(updated.version()).isEqualTo(2);
    assertThat(models.all().block()).containsExactly(updated);
    assertThat(updated.targets()).containsExactly(new Target("b", null, 7));
    assertThat(auditActions()).contains("bob model.update");
  }

  @Test
  void update_withAnOldVersion_isRefused() {
    PublicModel created = models.create(edit("chat", wish("a", null, 1)), "ann").block();
    models.update(created.id(), "\"1\"", edit("talk", wish("a", null, 1)), "ann").block();
    assertRefused(
        ErrorCode.PRECONDITION_FAILED,
        models.update(created.id(), "\"1\"", edit("other", wish("a", null, 1)), "bob")::block);
    assertThat(models.all().block().getFirst().name()).isEqualTo("talk");
  }

  @Test
  void update_bySeveralAtOnce_letsOneThrough() {
    PublicModel created = models.create(edit("chat", wish("a", null, 1)), "ann").block();
    long done =
        Flux.range(0, 6)
            .flatMap(
                index ->
                    models
                        .update(created.id(), "\"1\"", edit("n" + index, wish("a", null, 1)), "x")
                        .map(model -> 1L)
                        .onErrorResume(ApiFailure.class, refused -> Mono.just(0L)))
            .reduce(0L, Long::sum)
            .block();
    assertThat(done).isEqualTo(1);
    assertThat(models.all().block().getFirst().version()).isEqualTo(2);
  }

  @Test
  void delete_withItsVersion_removesModelAndTargets() {
    PublicModel created = models.create(edit("chat", wish("a", null, 1)), "ann").block();
    assertRefused(
        ErrorCode.PRECONDITION_FAILED, models.delete(created.id(), "\"9\"", "ann")::block);
    models.delete(created.id(), "\"1\"", "ann").block();
    assertThat(models.all().block()).isEmpty();
    assertRefused(ErrorCode.NOT_FOUND, models.delete(created.id(), "\"1\"", "ann")::block);
  }

  @Test
  void addTo_snapshot_hasTheModelsAndKeepsTheRest() {
    models.create(edit("chat", wish("a", "d", 2)), "ann").block();
    GatewaySnapshot snapshot = models.addTo(GatewaySnapshot.empty(7)).block();
    assertThat(snapshot.revision()).isEqualTo(7);
    assertThat(snapshot.models())
        .containsExactly(
            new GatewaySnapshot.PublicModel(
                "chat", List.of(new GatewaySnapshot.Target("a", "d", 2))));
  }

  @Test
  void register_twice_isAConflict() {
    versions.register("a", null, "ann").block();
    versions.register("a", "d1", "ann").block();
    assertRefused(ErrorCode.CONFLICT, versions.register("a", "", "ann")::block);
    assertThat(versions.all().collectList().block()).hasSize(2);
  }

  @Test
  void move_alongTheStates_isWrittenAndAudited() {
    ModelVersion version = versions.register("a", null, "ann").block();
    versions.move(version.id(), "\"1\"", "live", "ann").block();
    versions.move(version.id(), "\"2\"", "deprecated", "ann").block();
    ModelVersion archived = versions.move(version.id(), "\"3\"", "archived", "ann").block();
    assertThat(versions.all().collectList().block()).containsExactly(archived);
    assertThat(auditActions())
        .containsExactlyInAnyOrder(
            "ann version.register",
            "ann version.live",
            "ann version.deprecated",
            "ann version.archived");
  }

  @Test
  void move_toAStateOutOfReach_isAConflict() {
    ModelVersion version = versions.register("a", null, "ann").block();
    assertRefused(
        ErrorCode.CONFLICT, versions.move(version.id(), "\"1\"", "deprecated", "ann")::block);
    assertRefused(
        ErrorCode.INVALID_VALUE, () -> versions.move(version.id(), "\"1\"", "gone", "ann").block());
  }

  @Test
  void move_toTheSameState_changesNothing() {
    ModelVersion version = versions.register("a", null, "ann").block();
    assertThat(versions.move(version.id(), "\"1\"", "registered", "ann").block())
        .isEqualTo(version);
  }

  @Test
  void archive_whileANameSendsTraffic_isAConflictAndTheOtherWayRound() {
    ModelVersion version = versions.register("a", "d", "ann").block();
    PublicModel model = models.create(edit("chat", wish("a", "d", 1)), "ann").block();
    assertRefused(
        ErrorCode.CONFLICT, versions.move(version.id(), "\"1\"", "archived", "ann")::block);

    models.delete(model.id(), "\"1\"", "ann").block();
    versions.move(version.id(), "\"1\"", "archived", "ann").block();
    assertRefused(ErrorCode.CONFLICT, models.create(edit("chat", wish("a", "d", 1)), "ann")::block);
  }

  private List<String> auditActions() {
    return database
        .client()
        .sql("SELECT actor, action FROM audit_entries ORDER BY at")
        .map(row -> row.get("actor", String.class) + " " + row.get("action", String.class))
        .all()
        .collectList()
        .block();
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiFailure.class, refused -> assertThat(refused.detail().code()).isEqualTo(code));
  }

  private static PublicModelEdit edit(String name, PublicModelEdit.Wish... targets) {
    return new PublicModelEdit(name, null, List.of(targets));
  }

  private static PublicModelEdit.Wish wish(String served, String digest, int weight) {
    return new PublicModelEdit.Wish(served, digest, weight);
  }
}
