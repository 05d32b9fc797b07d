package dev.sluice.admin.registry;

import dev.sluice.contract.ServedVersion;
import java.time.Instant;
import java.util.Objects;

/**
 * A registered version of a served model.
 *
 * @param weightsDigest null when it stands for any weights under that name
 * @param deprecatedAt null unless it is deprecated
 * @param sunsetAt when a deprecated version goes; null while that is open
 */
record ModelVersion(
    String id,
    String servedModel,
    String weightsDigest,
    VersionState state,
    Instant createdAt,
    Instant deprecatedAt,
    Instant sunsetAt,
    long version) {

  static ModelVersion fresh(String id, String servedModel, String weightsDigest, Instant now) {
    return new ModelVersion(
        id, servedModel, weightsDigest, VersionState.REGISTERED, now, null, null, 1);
  }

  /** The same after a move; only a deprecated version has dates of its end. */
  ModelVersion in(VersionState newState, Instant now, Instant sunset) {
    boolean isEnding = newState == VersionState.DEPRECATED;
    return new ModelVersion(
        id,
        servedModel,
        weightsDigest,
        newState,
        createdAt,
        isEnding ? now : null,
        isEnding ? sunset : null,
        version + 1);
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

  /** What gateways know it by. */
  ServedVersion served() {
    return new ServedVersion(servedModel, weightsDigest);
  }

  /** For messages. */
  String title() {
    return weightsDigest == null ? servedModel : servedModel + " " + weightsDigest;
  }
}
