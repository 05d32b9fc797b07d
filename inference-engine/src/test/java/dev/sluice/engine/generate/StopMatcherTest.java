package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StopMatcherTest {

  @Test
  void append_noStopStrings_passesTextAtOnce() {
    assertThat(new StopMatcher(List.of()).append("abc")).isEqualTo("abc");
  }

  @Test
  void append_possibleStop_holdsBackNoMoreThanNeeded() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertThat(matcher.append("say EN")).isEqualTo("say ");
    assertThat(matcher.append("E")).isEqualTo("EN");
    assertThat(matcher.append("x")).isEqualTo("Ex");
    assertThat(matcher.append("EN")).isEmpty();
    assertThat(matcher.finish()).isEqualTo("EN");
    assertThat(matcher.found()).isNull();
  }

  @Test
  void append_overlappingPrefix_findsTheLaterMatch() {
    StopMatcher matcher = new StopMatcher(List.of("aab"));
    assertThat(matcher.append("aaab tail")).isEqualTo("a");
    assertThat(matcher.found()).isEqualTo("aab");
    assertThat(matcher.append("more") + matcher.finish()).isEmpty();
  }

  @Test
  void append_severalEndTogether_takesTheLongest() {
    StopMatcher matcher = new StopMatcher(List.of("b", "aab", "ab"));
    assertThat(matcher.append("xaab")).isEqualTo("x");
    assertThat(matcher.found()).isEqualTo("aab");
  }

  /** Short alphabets make partial, overlapping and nested matches common. */
  @Test
  void append_everySplit_givesTheSameTextAndStop() {
    Random random = new Random(6);
    for (int round = 0; round < 3_000; round++) {
      String text = randomText(random, random.nextInt(9));
      List<String> stops =
          IntStream.rangeClosed(0, random.nextInt(3))
              .mapToObj(i -> randomText(random, 1 + random.nextInt(4)))
              .toList();
      int[] cut = firstStop(text, stops);
      for (int split = 0; split < 1 << Math.max(0, text.length() - 1); split++) {
        checkSplit(text, stops, split, cut);
      }
    }
  }

  private static void checkSplit(String text, List<String> stops, int split, int[] cut) {
    StopMatcher matcher = new StopMatcher(stops);
    StringBuilder given = new StringBuilder();
    int from = 0;
    for (int at = 1; at <= text.length(); at++) {
      if (at == text.length() || (split >> (at - 1) & 1) == 1) {
        given.append(matcher.append(text.substring(from, at)));
        from = at;
        assertNothingHeldInVain(text.substring(0, at), given.toString(), stops, matcher);
      }
    }
    given.append(matcher.finish());
    String expected = cut == null ? text : text.substring(0, cut[0]);
    assertThat(given.toString()).as("%s in %s split %s", stops, text, split).isEqualTo(expected);
    assertThat(matcher.found()).isEqualTo(cut == null ? null : text.substring(cut[0], cut[1]));
    assertThat(stops).noneMatch(given.toString()::contains);
  }

  private static void assertNothingHeldInVain(
      String sofar, String given, List<String> stops, StopMatcher matcher) {
    String held = sofar.substring(given.length());
    if (matcher.found() == null && !held.isEmpty()) {
      assertThat(stops).anyMatch(stop -> stop.startsWith(held));
    }
  }

  /** By definition: the first end of any stop string, and of those the earliest start. */
  private static int[] firstStop(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      for (int start = 0; start < end; start++) {
        if (stops.contains(text.substring(start, end))) {
          return new int[] {start, end};
        }
      }
    }
    return null;
  }

  private static String randomText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(5) == 0 ? '\u00e9' : random.nextBoolean() ? 'a' : 'b');
    }
    return text.toString();
  }
}
