package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.RoomDatabase;
import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.loads.PlannedVersion;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Public names and versions with audit and revision, on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryTablesTest extends RegistryTables {
  RegistryTablesTest(RoomDatabase database) {
    super(database);
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
  void plan_ofEachKind_isReadBackAndAudited_andWantedByItsState() {
    String sha = "AB".repeat(32);
    List<LoadPlanEdit> wishes =
        List.of(
            new LoadPlanEdit(VersionSource.ofPath(" a/b.gguf "), 4096, "linear:2", 1L << 33),
            new LoadPlanEdit(
                VersionSource.ofUrl("https://models.example/a.gguf", sha), null, " ", null),
            new LoadPlanEdit(VersionSource.ofHub("o/n", "v1", "q4/a.gguf", null), null, "", null));
    for (LoadPlanEdit wish : wishes) {
      ModelVersion version =
          versions.register("m:" + wishes.indexOf(wish), null, wish, "ann").block();
      assertThat(plans.find(version.id()).block())
          .isEqualTo(wish.checked().asPlan(version.id(), 1));
    }
    assertThat(plans.planned().block())
        .extracting(PlannedVersion::isWanted)
        .containsExactly(false, false, false);
    assertThat(auditActions()).contains("ann version.plan");
    ModelVersion first = versions.all().blockFirst();
    move(first, 1, VersionMove.to("validating"));
    PlannedVersion wanted = plans.planned().block().getFirst();
    assertThat(wanted.isWanted()).isTrue();
    assertThat(wanted.request())
        .isEqualTo(
            new LoadVersionRequest(
                "m:0",
                VersionSource.ofPath("a/b.gguf"),
                4096,
                "linear:2",
                1L << 33,
                first.id() + "/1"));
    move(first, 2, VersionMove.to("registered"));
    move(first, 3, VersionMove.to("archived"));
    assertThat(plans.planned().block().getFirst().isWanted()).isFalse();
    versions.register("m:0", "d", wishes.getFirst(), "ann").block();
  }

  @Test
  void plan_changed_onlyFromItsVersionAndWhileRegistered() {
    LoadPlanEdit wish = new LoadPlanEdit(VersionSource.ofPath("a.gguf"), null, null, null);
    LoadPlanEdit scaled = new LoadPlanEdit(VersionSource.ofPath("a.gguf"), null, "yarn:4", null);
    ModelVersion version = versions.register("m", null, "ann").block();
    assertRefused(ErrorCode.NOT_FOUND, plans.find(version.id())::block);
    assertThat(plans.change(version.id(), "*", wish, "ann").block().version()).isEqualTo(1);
    assertRefused(
        ErrorCode.PRECONDITION_FAILED, plans.change(version.id(), "\"7\"", scaled, "ann")::block);
    LoadPlan changed = plans.change(version.id(), "\"1\"", scaled, "bob").block();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(plans.find(version.id()).block()).isEqualTo(changed);
    assertThat(plans.planned().block().getFirst().request().tag()).endsWith("/2");
    move(version, 1, VersionMove.to("validating"));
    assertRefused(ErrorCode.CONFLICT, plans.change(version.id(), "\"2\"", wish, "ann")::block);
    assertRefused(ErrorCode.CONFLICT, versions.register("m", "other weights", wish, "ann")::block);
  }

  @Test
  void move_alongTheStates_isWrittenWithItsEvidenceAndAudited() {
    ModelVersion version = versions.register("a", null, "ann").block();
    move(version, 1, VersionMove.to("validating"));
    Map<String, Object> result = Map.of("goldenOutput", "same", "tokensPerSecond", 140);
    move(version, 2, new VersionMove("staged", null, result, null, null));
    move(version, 3, VersionMove.to("canary"));
    move(version, 4, new VersionMove("live", "no errors for a day", null, null, null));
    Instant sunset = Instant.parse("2099-01-01T00:00:00Z");
    ModelVersion old = move(version, 5, new VersionMove("deprecated", null, null, sunset, null));
    assertThat(old.deprecatedAt()).isNotNull();
    assertThat(old.sunsetAt()).isEqualTo(sunset);
    ModelVersion archived = move(version, 6, VersionMove.to("archived"));
    assertThat(archived.deprecatedAt()).isNull();
    assertThat(versions.all().collectList().block()).containsExactly(archived);
    List<Transition> moves = versions.transitions(version.id()).collectList().block();
    assertThat(moves)
        .extracting(Transition::to)
        .containsExactlyInAnyOrder(
            VersionState.VALIDATING,
            VersionState.STAGED,
            VersionState.CANARY,
            VersionState.LIVE,
            VersionState.DEPRECATED,
            VersionState.ARCHIVED);
    assertThat(moves)
        .filteredOn(move -> move.to() == VersionState.STAGED)
        .singleElement()
        .satisfies(
            move ->
                assertThat(move.evidence())
                    .containsEntry("goldenOutput", "same")
                    .containsEntry("readyPods", List.of("pod-1")));
    assertThat(auditActions()).contains("ann version.live", "ann version.archived");
  }

  @Test
  void move_withoutAReadyPodOrEvidence_isAConflictUnlessOverridden() {
    ModelVersion version = versions.register("a", null, "ann").block();
    move(version, 1, VersionMove.to("validating"));
    assertRefused(ErrorCode.CONFLICT, () -> move(version, 2, VersionMove.to("staged")));
    readyPods = List.of();
    Map<String, Object> result = Map.of("goldenOutput", "same");
    VersionMove staged = new VersionMove("staged", null, result, null, null);
    assertRefused(ErrorCode.CONFLICT, () -> move(version, 2, staged));
    assertRefused(
        ErrorCode.MISSING_FIELD,
        () -> move(version, 2, new VersionMove("staged", " ", null, null, true)));
    move(version, 2, new VersionMove("staged", "the pod is being moved", null, null, true));
    assertThat(versions.transitions(version.id()).collectList().block())
        .filteredOn(move -> move.to() == VersionState.STAGED)
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.reason()).isEqualTo("the pod is being moved");
              assertThat(move.evidence()).containsEntry("override", true);
            });
    readyPods = List.of("pod-1");
  }

  @Test
  void stage_withoutEvidence_isTriedFirst_andKeepsWhatWasFound() {
    ModelVersion version = versions.register("a", null, "ann").block();
    move(version, 1, VersionMove.to("validating"));
    trial = Mono.error(ApiFailure.conflict("evidence", "3 of 16 requests failed"));
    assertRefused(ErrorCode.CONFLICT, () -> move(version, 2, VersionMove.to("staged")));
    trial = Mono.just(Map.of("loadTest", Map.of("requests", 16)));
    assertRefused(ErrorCode.PRECONDITION_FAILED, () -> move(version, 9, VersionMove.to("staged")));
    move(version, 2, VersionMove.to("staged"));
    assertThat(versions.transitions(version.id()).blockFirst().evidence())
        .containsEntry("loadTest", Map.of("requests", 16))
        .containsEntry("readyPods", List.of("pod-1"));
    trial = Mono.empty();
  }

  @Test
  void move_toAStateOutOfReachOrWithAnOddSunset_isRefused() {
    ModelVersion version = versions.register("a", null, "ann").block();
    assertRefused(ErrorCode.CONFLICT, () -> move(version, 1, VersionMove.to("live")));
    assertRefused(ErrorCode.INVALID_VALUE, () -> move(version, 1, VersionMove.to("gone")));
    assertRefused(
        ErrorCode.INVALID_VALUE,
        () ->
            move(
                version,
                1,
                new VersionMove(
                    "validating", null, null, Instant.parse("2099-01-01T00:00:00Z"), null)));
  }

  @Test
  void move_toTheSameState_changesNothing() {
    ModelVersion version = versions.register("a", null, "ann").block();
    assertThat(move(version, 1, VersionMove.to("registered"))).isEqualTo(version);
    assertThat(versions.transitions(version.id()).collectList().block()).isEmpty();
  }

  @Test
  void addTo_snapshot_tellsOfDeprecatedTargetsAndWhatIsSticky() {
    ModelVersion version = versions.register("a", "d", "ann").block();
    for (String state : List.of("validating", "staged", "canary", "live")) {
      long at = versions.all().blockLast().version();
      move(version, at, new VersionMove(state, "test", null, null, true));
    }
    Instant sunset = Instant.parse("2099-01-01T00:00:00Z");
    ModelVersion old = move(version, 5, new VersionMove("deprecated", null, null, sunset, null));
    models
        .create(
            new PublicModelEdit(
                "chat", null, List.of(wish("a", "d", 1), wish("a", null, 1)), "session"),
            "ann")
        .block();
    GatewaySnapshot.PublicModel told =
        models.addTo(GatewaySnapshot.empty(7)).block().models().getFirst();
    assertThat(told.sticky()).isEqualTo(GatewaySnapshot.Sticky.SESSION);
    assertThat(told.targets())
        .containsExactly(
            new GatewaySnapshot.Target(
                "a", "d", 1, old.deprecatedAt().toEpochMilli(), sunset.toEpochMilli()),
            new GatewaySnapshot.Target("a", null, 1));
  }

  @Test
  void archive_whileANameSendsTraffic_isAConflictAndTheOtherWayRound() {
    ModelVersion version = versions.register("a", "d", "ann").block();
    PublicModel model = models.create(edit("chat", wish("a", "d", 1)), "ann").block();
    assertRefused(
        ErrorCode.CONFLICT,
        versions.move(version.id(), "\"1\"", VersionMove.to("archived"), "ann")::block);

    models.delete(model.id(), "\"1\"", "ann").block();
    versions.move(version.id(), "\"1\"", VersionMove.to("archived"), "ann").block();
    assertRefused(ErrorCode.CONFLICT, models.create(edit("chat", wish("a", "d", 1)), "ann")::block);
  }
}
