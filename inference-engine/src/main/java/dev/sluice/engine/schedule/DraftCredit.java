package dev.sluice.engine.schedule;

/**
 * How many tokens to guess, so that guessing pays or costs next to nothing. An account in units of
 * the time that one decoded token takes: a guess is paid for when it is made, a right one earns the
 * step that it saves, and a guess is made only when the account covers it. A sequence that cannot
 * be guessed therefore loses no more than the opening credit and the {@linkplain #TRIAL allowance}
 * that each step adds for another try. Owned by one sequence.
 */
final class DraftCredit {
  /** Enough for a first guess of a few tokens. */
  private static final double OPENING = 1;

  /** What a good past can cost when the text turns. */
  private static final double MOST = 3;

  /** Share of the time that goes to guesses while none is right. */
  private static final double TRIAL = 0.02;

  private static final int FIRST_LENGTH = 3;

  private double credit = OPENING;
  private int length = FIRST_LENGTH;
  private int drafted;
  private int confirmed;

  /**
   * Opens a step.
   *
   * @param tokenCost time of one more row, in units of a decoded token
   * @return tokens that may be guessed in it
   */
  int open(int most, double tokenCost) {
    adapt();
    credit = Math.min(MOST, credit + TRIAL);
    return (int) Math.min(Math.min(length, most), credit / tokenCost);
  }

  /** A guess that was right to its end may be longer, another should have ended where it failed. */
  private void adapt() {
    if (drafted > 0) {
      length = confirmed == drafted ? Math.max(length, 2 * drafted) : confirmed + 1;
    }
    drafted = 0;
    confirmed = 0;
  }

  void drafted(int tokens, double tokenCost) {
    drafted = tokens;
    credit -= tokens * tokenCost;
  }

  /** One of the guessed tokens was right. */
  void confirmed() {
    confirmed++;
    credit = Math.min(MOST, credit + 1);
  }
}
