package dev.sluice.admin.registry;

import java.time.Instant;
import java.util.Objects;

/**
 * A registered version of a served model.
 *
 * @param weightsDigest null when it stands for any weights under that name
 */
record ModelVersion(
    String id,
    String servedModel,
    String weightsDigest,
    VersionState state,
    Instant createdAt,
    long version) {

  ModelVersion in(VersionState newState) {
    return new ModelVersion(id, servedModel, weightsDigest, newState, createdAt, version + 1);
  }

  /** Whether it stands for the same weights as another one. */
  boolean isSameAs(ModelVersion other) {
    return servedModel.equals(other.servedModel)
        && Objects.equals(weightsDigest, other.weightsDigest);
  }

  boolean isNamedBy(Target target) {
    return servedModel.equals(target.servedModel())
        && Objects.equals(weightsDigest, target.weightsDigest());
  }

  /** For messages. */
  String title() {
    return weightsDigest == null ? servedModel : servedModel + " " + weightsDigest;
  }
}
