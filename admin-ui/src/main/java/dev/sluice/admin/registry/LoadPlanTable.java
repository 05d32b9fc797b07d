package dev.sluice.admin.registry;

import dev.sluice.admin.loads.PlannedVersion;
import dev.sluice.contract.VersionSource;
import io.r2dbc.spi.Readable;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.r2dbc.core.Parameter;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Load plans in the database. Callers hold the transaction. */
@Repository
class LoadPlanTable {
  /** A version that was not validated takes no memory, and an archived one gives it back. */
  private static final Set<VersionState> WANTED =
      EnumSet.complementOf(EnumSet.of(VersionState.REGISTERED, VersionState.ARCHIVED));

  private final DatabaseClient database;

  LoadPlanTable(DatabaseClient database) {
    this.database = database;
  }

  Mono<LoadPlan> find(String versionId) {
    return database
        .sql("SELECT * FROM load_plans WHERE version_id = :id")
        .bind("id", versionId)
        .map(LoadPlanTable::row)
        .one();
  }

  /** All that have a plan, with what their states want. */
  Flux<PlannedVersion> planned() {
    return database
        .sql(
            "SELECT p.*, v.served_model, v.weights_digest, v.state FROM load_plans p"
                + " JOIN model_versions v ON v.id = p.version_id ORDER BY v.created_at, v.id")
        .map(LoadPlanTable::plannedRow)
        .all();
  }

  /** Ids of versions that could be loaded under a name some day. */
  Flux<String> namedAlike(String servedModel) {
    return database
        .sql(
            "SELECT v.id FROM load_plans p JOIN model_versions v ON v.id = p.version_id"
                + " WHERE v.served_model = :name AND v.state <> :archived")
        .bind("name", servedModel)
        .bind("archived", VersionState.ARCHIVED.wire())
        .map(row -> row.get("id", String.class))
        .all();
  }

  Mono<Void> insert(LoadPlan plan) {
    return bound(
            plan,
            "INSERT INTO load_plans (version_id, source_path, source_url, source_repository,"
                + " source_revision, source_file, source_sha256, context_length, rope_scaling,"
                + " kv_cache_bytes, version) VALUES (:id, :path, :url, :repository, :revision,"
                + " :file, :sha256, :context, :scaling, :kvBytes, :version)")
        .then();
  }

  /** False when its row has changed meanwhile. */
  Mono<Boolean> update(LoadPlan plan) {
    return bound(
            plan,
            "UPDATE load_plans SET source_path = :path, source_url = :url,"
                + " source_repository = :repository, source_revision = :revision,"
                + " source_file = :file, source_sha256 = :sha256, context_length = :context,"
                + " rope_scaling = :scaling, kv_cache_bytes = :kvBytes, version = :version"
                + " WHERE version_id = :id AND version = :version - 1")
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  private GenericExecuteSpec bound(LoadPlan plan, String sql) {
    VersionSource source = plan.source();
    return database
        .sql(sql)
        .bind("id", plan.versionId())
        .bind("path", text(source.path()))
        .bind("url", text(source.url()))
        .bind("repository", text(source.repository()))
        .bind("revision", text(source.revision()))
        .bind("file", text(source.file()))
        .bind("sha256", text(source.sha256()))
        .bind("context", Parameter.fromOrEmpty(plan.contextLength(), Integer.class))
        .bind("scaling", text(plan.ropeScaling()))
        .bind("kvBytes", Parameter.fromOrEmpty(plan.kvCacheBytes(), Long.class))
        .bind("version", plan.version());
  }

  private static Parameter text(String value) {
    return Parameter.fromOrEmpty(value, String.class);
  }

  private static LoadPlan row(Readable row) {
    return new LoadPlan(
        row.get("version_id", String.class),
        new VersionSource(
            row.get("source_path", String.class),
            row.get("source_url", String.class),
            row.get("source_repository", String.class),
            row.get("source_revision", String.class),
            row.get("source_file", String.class),
            row.get("source_sha256", String.class)),
        row.get("context_length", Integer.class),
        row.get("rope_scaling", String.class),
        row.get("kv_cache_bytes", Long.class),
        row.get("version", Long.class));
  }

  private static PlannedVersion plannedRow(Readable row) {
    LoadPlan plan = row(row);
    String state = row.get("state", String.class);
    return new PlannedVersion(
        plan.versionId(),
        ModelNames.fromStored(row.get("weights_digest", String.class)),
        plan.request(row.get("served_model", String.class)),
        WANTED.contains(VersionState.valueOf(state.toUpperCase(Locale.ROOT))));
  }
}
