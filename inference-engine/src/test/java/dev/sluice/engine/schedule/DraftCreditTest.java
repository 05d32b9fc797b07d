package dev.sluice.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftCreditTest {

  @Test
  void open_everyGuessWrong_costsAFewPercentAtMost() {
    for (double tokenCost : new double[] {0.05, 0.2, 0.9}) {
      DraftCredit credit = new DraftCredit();
      double spent = 0;
      for (int step = 0; step < 1_000; step++) {
        int tokens = credit.open(8, tokenCost);
        credit.drafted(tokens, tokenCost);
        spent += tokens * tokenCost;
      }
      assertThat(spent).isLessThan(1 + 0.02 * 1_000 + 1e-6);
    }
  }

  @Test
  void open_everyGuessRight_guessesAsMuchAsAllowed() {
    DraftCredit credit = new DraftCredit();
    int tokens = 0;
    for (int step = 0; step < 4; step++) {
      tokens = credit.open(8, 0.2);
      credit.drafted(tokens, 0.2);
      for (int i = 0; i < tokens; i++) {
        credit.confirmed();
      }
    }
    assertThat(tokens).isEqualTo(8);
  }

  @Test
  void open_guessRightInPart_nextOneEndsWhereItFailed() {
    DraftCredit credit = new DraftCredit();
    assertThat(credit.open(8, 0.1)).isEqualTo(3);
    credit.drafted(3, 0.1);
    credit.confirmed();
    assertThat(credit.open(8, 0.1)).isEqualTo(2);
  }
}
