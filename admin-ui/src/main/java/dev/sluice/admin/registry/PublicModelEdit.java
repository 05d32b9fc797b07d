package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What a person can write of a public name. */
record PublicModelEdit(String name, String description, List<Wish> targets, String sticky) {
  private static final int NAME_CHARACTERS = 200;
  private static final int DESCRIPTION_CHARACTERS = 1000;
  private static final int TARGETS = 100;
  private static final int HEAVIEST = 10_000;

  /** A target as it was written, before it was checked. */
  record Wish(String servedModel, String weightsDigest, Integer weight) {}

  PublicModelEdit {
    targets = targets == null ? List.of() : targets.stream().toList();
  }

  /** The same, tidied up; refused when something is missing or out of bounds. */
  PublicModelEdit checked() {
    String tidyName = ModelNames.checked("name", name, NAME_CHARACTERS);
    if (description != null && description.length() > DESCRIPTION_CHARACTERS) {
      throw ApiFailure.invalid(
          "description",
          "description has %d characters, the most is %d"
              .formatted(description.length(), DESCRIPTION_CHARACTERS));
    }
    if (targets.isEmpty() || targets.size() > TARGETS) {
      throw ApiFailure.invalid(
          "targets",
          "targets has %d entries; a public name has 1 to %d".formatted(targets.size(), TARGETS));
    }
    List<Wish> tidyTargets = checkedTargets();
    if (tidyTargets.stream().allMatch(wish -> wish.weight() == 0)) {
      throw ApiFailure.invalid("targets", "all weights are 0; give one target traffic");
    }
    String tidyDescription = description == null ? "" : description.replace("\0", "").strip();
    return new PublicModelEdit(
        tidyName,
        tidyDescription.isEmpty() ? null : tidyDescription,
        tidyTargets,
        Sticky.of(sticky).wire());
  }

  /** The targets of an edit that was {@link #checked}. */
  List<Target> asTargets() {
    return targets.stream()
        .map(wish -> new Target(wish.servedModel(), wish.weightsDigest(), wish.weight()))
        .toList();
  }

  private List<Wish> checkedTargets() {
    Set<List<String>> seen = new HashSet<>();
    return IntStream.range(0, targets.size())
        .mapToObj(
            index -> {
              String place = "targets[%d]".formatted(index);
              Wish wish = checked(targets.get(index), place);
              String digest = ModelNames.stored(wish.weightsDigest());
              if (!seen.add(List.of(wish.servedModel(), digest))) {
                throw ApiFailure.invalid(
                    place,
                    "'%s' is a target twice; give it one weight".formatted(wish.servedModel()));
              }
              return wish;
            })
        .toList();
  }

  private static Wish checked(Wish wish, String place) {
    if (wish == null) {
      throw ApiFailure.invalid(
          place, "%s is null; leave it out or name a served model".formatted(place));
    }
    String served = ModelNames.checked(place + ".servedModel", wish.servedModel(), NAME_CHARACTERS);
    String digest = ModelNames.digest(place + ".weightsDigest", wish.weightsDigest());
    if (wish.weight() == null || wish.weight() < 0 || wish.weight() > HEAVIEST) {
      throw ApiFailure.invalid(
          place + ".weight",
          "the weight of '%s' is %s and must be 0 to %d"
              .formatted(served, wish.weight(), HEAVIEST));
    }
    return new Wish(served, digest, wish.weight());
  }
}
