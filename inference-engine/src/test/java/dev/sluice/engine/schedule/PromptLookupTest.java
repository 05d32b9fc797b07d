package dev.sluice.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PromptLookupTest {

  @Test
  void find_lastIdsOccurredTwice_givesTheLaterPlace() {
    int[] tokens = {1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3};
    assertThat(new PromptLookup().find(tokens, tokens.length)).isEqualTo(7);
  }

  @Test
  void find_sameIdOverAndOver_givesThePlaceBefore() {
    int[] tokens = {7, 7, 7, 7, 7};
    assertThat(new PromptLookup().find(tokens, 5)).isEqualTo(4);
  }

  @Test
  void find_newOrTooShort_givesNothing() {
    PromptLookup lookup = new PromptLookup();
    assertThat(lookup.find(new int[] {1, 2, 3}, 3)).isEqualTo(PromptLookup.NOT_FOUND);
    assertThat(lookup.find(new int[] {1, 2, 3, 4, 9, 2, 3}, 7)).isEqualTo(PromptLookup.NOT_FOUND);
  }

  /** A slot may be taken by other ids, so a guess can be missed; one that is found is right. */
  @Test
  void find_grownTokenByToken_findsWhatASearchFinds() {
    Random random = new Random(3);
    int[] tokens = random.ints(3_000, 0, 12).toArray();
    PromptLookup lookup = new PromptLookup();
    int missed = 0;
    for (int length = 1; length <= tokens.length; length += 1 + random.nextInt(3)) {
      int found = lookup.find(tokens, length);
      int expected = search(tokens, length);
      if (found == PromptLookup.NOT_FOUND && expected != found) {
        missed++;
      } else {
        assertThat(found).isEqualTo(expected);
      }
    }
    assertThat(missed).isLessThan(450);
  }

  private static int search(int[] tokens, int length) {
    for (int end = length - 1; end >= PromptLookup.GRAM; end--) {
      boolean isSame = true;
      for (int i = 1; i <= PromptLookup.GRAM; i++) {
        isSame &= tokens[end - i] == tokens[length - i];
      }
      if (isSame) {
        return end;
      }
    }
    return PromptLookup.NOT_FOUND;
  }
}
