package dev.sluice.inference.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.model.ModelLoadException;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MB = 1_000_000;
  private final MemoryBudget budget = new MemoryBudget(1000 * MB);

  @Test
  void promise_chosenCache_isHalfOfWhatIsLeftAtMost() {
    long kv = budget.promise("a", need(300, 100), 0);
    assertThat(kv).isEqualTo(340 * MB);
    assertThat(budget.promisedBytes()).isEqualTo(660 * MB);
  }

  @Test
  void promise_smallModel_takesNoMoreThanIsComfortable() {
    assertThat(budget.promise("a", need(10, 1), 0)).isEqualTo(16 * MB);
  }

  @Test
  void promise_beyondTheBudget_isRefusedWithTheFigures() {
    budget.promise("a", need(300, 100), 0);
    assertThatThrownBy(() -> budget.promise("b", need(400, 50), 0))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "b needs 470 MB (weights 400, key/value cache 50, working memory 20), but only 340 MB of the budget of 1000 MB are left beside [a]");
    budget.release("a");
    assertThat(budget.promise("b", need(400, 50), 0)).isPositive();
  }

  @Test
  void promise_askedCache_isGivenOrRefused() {
    assertThat(budget.promise("a", need(300, 100), 500 * MB)).isEqualTo(500 * MB);
    assertThatThrownBy(() -> budget.promise("b", need(1, 1), 200 * MB))
        .hasMessageContaining("key/value cache 200");
  }

  @Test
  void promise_machineHasLess_namesTheMachine() {
    Footprint need = new Footprint(300 * MB, 0, 10 * MB, 2048, 200 * MB);
    assertThatThrownBy(() -> budget.promise("a", need, 0))
        .hasMessageContaining("only 200 MB of this machine's memory are free");
  }

  @Test
  void taken_replacesThePromise() {
    budget.promise("a", need(300, 100), 0);
    budget.taken("a", 500 * MB);
    assertThat(budget.promisedBytes()).isEqualTo(500 * MB);
  }

  private static Footprint need(long weights, long context) {
    return new Footprint(weights * MB, 20 * MB, context * MB, 2048, Long.MAX_VALUE);
  }
}
