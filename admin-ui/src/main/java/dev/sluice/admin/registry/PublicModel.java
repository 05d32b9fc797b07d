package dev.sluice.admin.registry;

import java.time.Instant;
import java.util.List;

/** A name that clients write in {@code model}, with what answers to it. */
record PublicModel(
    String id,
    String name,
    String description,
    List<Target> targets,
    Sticky sticky,
    Instant updatedAt,
    long version) {
  PublicModel {
    targets = List.copyOf(targets);
  }

  /** The same with other targets, as the next version of its row. */
  PublicModel with(List<Target> newTargets, Instant now) {
    return new PublicModel(id, name, description, newTargets, sticky, now, version + 1);
  }
}
