package dev.sluice.admin.registry;

import static dev.sluice.admin.registry.VersionState.ARCHIVED;
import static dev.sluice.admin.registry.VersionState.CANARY;
import static dev.sluice.admin.registry.VersionState.DEPRECATED;
import static dev.sluice.admin.registry.VersionState.LIVE;
import static dev.sluice.admin.registry.VersionState.REGISTERED;
import static dev.sluice.admin.registry.VersionState.STAGED;
import static dev.sluice.admin.registry.VersionState.VALIDATING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionStateTest {
  @Test
  void next_fromEveryState_isAsDesigned() {
    assertThat(REGISTERED.next()).containsExactlyInAnyOrder(VALIDATING, ARCHIVED);
    assertThat(VALIDATING.next()).containsExactlyInAnyOrder(STAGED, REGISTERED);
    assertThat(STAGED.next()).containsExactlyInAnyOrder(CANARY, ARCHIVED);
    assertThat(CANARY.next()).containsExactlyInAnyOrder(LIVE, STAGED);
    assertThat(LIVE.next()).containsExactlyInAnyOrder(DEPRECATED);
    assertThat(DEPRECATED.next()).containsExactlyInAnyOrder(LIVE, ARCHIVED);
    assertThat(ARCHIVED.next()).isEmpty();
  }

  @Test
  void next_fromRegistered_reachesEveryState() {
    Set<VersionState> reached = EnumSet.of(REGISTERED);
    while (reached.addAll(reached.stream().flatMap(state -> state.next().stream()).toList())) {
      assertThat(reached.size()).isLessThanOrEqualTo(VersionState.values().length);
    }
    assertThat(reached).containsExactlyInAnyOrder(VersionState.values());
  }
}
