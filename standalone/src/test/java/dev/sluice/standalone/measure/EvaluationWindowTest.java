package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationWindowTest {

  @Test
  void slide_overlapping_scoresAllOfTheFirstAndTheLastStrideOfTheOthers() {
    assertThat(EvaluationWindow.slide(11, 6, 2))
        .containsExactly(
            new EvaluationWindow(0, 1, 6),
            new EvaluationWindow(2, 6, 8),
            new EvaluationWindow(4, 8, 10),
            new EvaluationWindow(6, 10, 11));
  }

  @Test
  void slide_strideOfTheContext_isDisjoint() {
    assertThat(EvaluationWindow.slide(9, 4, 4))
        .containsExactly(new EvaluationWindow(0, 1, 4), new EvaluationWindow(4, 5, 8));
  }

  @Test
  void slide_shorterThanTheContext_isOneWindow() {
    assertThat(EvaluationWindow.slide(2, 100, 50)).containsExactly(new EvaluationWindow(0, 1, 2));
  }

  @Test
  void slide_everySize_scoresEachTokenOnceWithTheContextPromised() {
    for (int tokens = 2; tokens < 40; tokens++) {
      for (int context = 2; context < 20; context++) {
        for (int stride = 1; stride < context; stride++) {
          int next = 1;
          for (EvaluationWindow window : EvaluationWindow.slide(tokens, context, stride)) {
            assertThat(window.firstScored()).isEqualTo(next);
            assertThat(window.end() - window.begin()).isBetween(2, context);
            assertThat(window.firstScored() - window.begin())
                .isGreaterThanOrEqualTo(Math.min(window.firstScored(), context - stride));
            next = window.end();
          }
          assertThat(next).isEqualTo(tokens);
        }
      }
    }
  }

  @Test
  void slide_longText_doesNotOverflow() {
    List<EvaluationWindow> windows =
        EvaluationWindow.slide(Integer.MAX_VALUE, 1 << 30, (1 << 30) - 1);
    assertThat(windows.getLast().end()).isEqualTo(Integer.MAX_VALUE);
  }
}
