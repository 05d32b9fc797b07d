package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of a backend. */
class BackendsTest {
  private static final BackendProvider PLAIN = new Fake("plain", 0, true);
  private static final BackendProvider FAST = new Fake("fast", 10, true);
  private static final BackendProvider ABSENT = new Fake("absent", 20, false);

  private record Fake(String name, int preference, boolean usable) implements BackendProvider {
    @Override
    public Availability probe() {
      return new Availability(usable, usable ? "it is there" : "there is no device");
    }

    @Override
    public ComputeBackend open(int threads) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void choose_auto_takesTheBestUsableAndSaysWhatItPassed() {
    Backends.Choice choice = Backends.choose("auto", List.of(PLAIN, ABSENT, FAST));
    assertThat(choice.provider()).isEqualTo(FAST);
    assertThat(choice.reason()).isEqualTo("it is there; not absent: there is no device");
  }

  @Test
  void choose_byName_neverFallsBack() {
    assertThat(Backends.choose("plain", List.of(PLAIN, FAST)).provider()).isEqualTo(PLAIN);
    assertThatThrownBy(() -> Backends.choose("absent", List.of(PLAIN, ABSENT)))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("there is no device");
    assertThatThrownBy(() -> Backends.choose("tpu", List.of(PLAIN)))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("'tpu'");
  }

  @Test
  void choose_onThisMachine_findsEveryBackendOfTheBuild() {
    assertThat(Backends.choose("scalar").provider().name()).isEqualTo("scalar");
    assertThat(Backends.choose("auto").provider().name()).isIn("vector", "cuda");
  }
}
