package dev.sluice.admin.registry;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.Parameter;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Public names with their targets in the database. Callers hold the transaction. */
@Repository
class PublicModelTable {
  private static final String SELECT =
      """
      SELECT m.id, m.name, m.description, m.sticky, m.updated_at, m.version,
        t.served_model, t.weights_digest, t.weight
      FROM public_models m JOIN public_model_targets t ON t.model_id = m.id
      """;

  private final DatabaseClient database;

  PublicModelTable(DatabaseClient database) {
    this.database = database;
  }

  /** By name. */
  Mono<List<PublicModel>> all() {
    return database
        .sql(SELECT + " ORDER BY m.name, t.position")
        .map(PublicModelTable::row)
        .all()
        .collectList()
        .map(PublicModelTable::gathered);
  }

  Mono<PublicModel> find(String id) {
    return database
        .sql(SELECT + " WHERE m.id = :id ORDER BY t.position")
        .bind("id", id)
        .map(PublicModelTable::row)
        .all()
        .collectList()
        .flatMapIterable(PublicModelTable::gathered)
        .next();
  }

  Mono<Void> insert(PublicModel model) {
    return database
        .sql(
            "INSERT INTO public_models (id, name, description, sticky, updated_at, version)"
                + " VALUES (:id, :name, :description, :sticky, :updatedAt, :version)")
        .bind("id", model.id())
        .bind("name", model.name())
        .bind("description", Parameter.fromOrEmpty(model.description(), String.class))
        .bind("sticky", model.sticky().wire())
        .bind("updatedAt", model.updatedAt().toEpochMilli())
        .bind("version", model.version())
        .fetch()
        .rowsUpdated()
        .then(insertTargets(model));
  }

  /**
   * Writes a model whose version is one above that of its row.
   *
   * @return false when the row has changed meanwhile
   */
  Mono<Boolean> update(PublicModel model) {
    return database
        .sql(
            "UPDATE public_models SET name = :name, description = :description, sticky = :sticky,"
                + " updated_at = :updatedAt, version = :version"
                + " WHERE id = :id AND version = :version - 1")
        .bind("id", model.id())
        .bind("name", model.name())
        .bind("description", Parameter.fromOrEmpty(model.description(), String.class))
        .bind("sticky", model.sticky().wire())
        .bind("updatedAt", model.updatedAt().toEpochMilli())
        .bind("version", model.version())
        .fetch()
        .rowsUpdated()
        .flatMap(
            rows ->
                rows == 0
                    ? Mono.just(false)
                    : deleteTargets(model.id()).then(insertTargets(model)).thenReturn(true));
  }

  /** False when the row has changed meanwhile. */
  Mono<Boolean> delete(PublicModel model) {
    return database
        .sql("DELETE FROM public_models WHERE id = :id AND version = :version")
        .bind("id", model.id())
        .bind("version", model.version())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  private Mono<Void> deleteTargets(String modelId) {
    return database
        .sql("DELETE FROM public_model_targets WHERE model_id = :id")
        .bind("id", modelId)
        .then();
  }

  private Mono<Void> insertTargets(PublicModel model) {
    return Flux.range(0, model.targets().size())
        .concatMap(position -> insertTarget(model.id(), position, model.targets().get(position)))
        .then();
  }

  private Mono<Void> insertTarget(String modelId, int position, Target target) {
    return database
        .sql(
            "INSERT INTO public_model_targets"
                + " (model_id, position, served_model, weights_digest, weight)"
                + " VALUES (:modelId, :position, :servedModel, :weightsDigest, :weight)")
        .bind("modelId", modelId)
        .bind("position", position)
        .bind("servedModel", target.servedModel())
        .bind("weightsDigest", ModelNames.stored(target.weightsDigest()))
        .bind("weight", target.weight())
        .then();
  }

  /** One row of the join: a model with one of its targets. */
  private static PublicModel row(Readable row) {
    Target target =
        new Target(
            row.get("served_model", String.class),
            ModelNames.fromStored(row.get("weights_digest", String.class)),
            row.get("weight", Integer.class));
    return new PublicModel(
        row.get("id", String.class),
        row.get("name", String.class),
        row.get("description", String.class),
        List.of(target),
        Sticky.of(row.get("sticky", String.class)),
        Instant.ofEpochMilli(row.get("updated_at", Long.class)),
        row.get("version", Long.class));
  }

  private static List<PublicModel> gathered(List<PublicModel> rows) {
    Map<String, PublicModel> models = new LinkedHashMap<>();
    rows.forEach(row -> models.merge(row.id(), row, PublicModelTable::joined));
    return List.copyOf(models.values());
  }

  private static PublicModel joined(PublicModel left, PublicModel right) {
    List<Target> targets = new ArrayList<>(left.targets());
    targets.addAll(right.targets());
    return new PublicModel(
        left.id(),
        left.name(),
        left.description(),
        targets,
        left.sticky(),
        left.updatedAt(),
        left.version());
  }
}
