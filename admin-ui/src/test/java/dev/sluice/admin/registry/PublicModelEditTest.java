package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.registry.PublicModelEdit.Wish;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicModelEditTest {
  @Test
  void checked_goodEdit_isTidiedUp() {
    PublicModelEdit edit =
        new PublicModelEdit(" chat ", "  ", List.of(new Wish(" a ", "", 10_000)), null).checked();
    assertThat(edit.name()).isEqualTo("chat");
    assertThat(edit.description()).isNull();
    assertThat(edit.asTargets()).containsExactly(new Target("a", null, 10_000));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(ints = {-1, 10_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void checked_weightOutOfBounds_namesPlaceAndValue(Integer weight) {
    assertRefused(
        "targets[1].weight",
        String.valueOf(weight),
        new PublicModelEdit(
            "chat", null, List.of(new Wish("a", null, 1), new Wish("b", null, weight)), null));
  }

  /** A place without traffic is kept for a version that comes back; but somebody must answer. */
  @Test
  void checked_allWeightsZero_isRefused() {
    Wish idle = new Wish("a", null, 0);
    PublicModelEdit edit =
        new PublicModelEdit("chat", null, List.of(idle, new Wish("b", null, 1)), null);
    assertThat(edit.checked().asTargets().getFirst().weight()).isZero();
    assertRefused(
        "targets",
        "all weights are 0",
        new PublicModelEdit("chat", null, List.of(idle, new Wish("b", null, 0)), null));
  }

  @Test
  void checked_noTargets_isRefused() {
    assertRefused("targets", "0 entries", new PublicModelEdit("chat", null, List.of(), null));
    assertRefused("targets", "0 entries", new PublicModelEdit("chat", null, null, null));
  }

  @Test
  void checked_tooManyTargets_isRefused() {
    List<Wish> many = Collections.nCopies(101, new Wish("a", null, 1));
    assertRefused("targets", "101 entries", new PublicModelEdit("chat", null, many, null));
  }

  @Test
  void checked_sameTargetTwice_isRefused() {
    assertRefused(
        "targets[1]",
        "'a' is a target twice",
        new PublicModelEdit(
            "chat", null, List.of(new Wish("a", null, 1), new Wish("a ", "", 2)), null));
  }

  @Test
  void checked_nullTarget_isRefused() {
    assertRefused(
        "targets[0]", "null", new PublicModelEdit("chat", null, Arrays.asList((Wish) null), null));
  }

  @Test
  void checked_badNames_areRefused() {
    List<Wish> targets = List.of(new Wish("a", null, 1));
    assertRefused("name", "missing", new PublicModelEdit(null, null, targets, null));
    assertRefused("name", "missing", new PublicModelEdit("  ", null, targets, null));
    assertRefused("name", "201", new PublicModelEdit("x".repeat(201), null, targets, null));
    assertRefused("name", "control", new PublicModelEdit("a\u0000b", null, targets, null));
    assertRefused("description", "1001", new PublicModelEdit("a", "x".repeat(1001), targets, null));
  }

  private static void assertRefused(String param, String sentence, PublicModelEdit edit) {
    assertThatThrownBy(edit::checked)
        .isInstanceOfSatisfying(
            ApiFailure.class,
            refused -> {
              assertThat(refused.detail().param()).isEqualTo(param);
              assertThat(refused.getMessage()).contains(sentence);
            });
  }
}
