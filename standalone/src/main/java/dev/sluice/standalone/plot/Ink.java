package dev.sluice.standalone.plot;

import java.util.List;

/** What a stroke is for. Colours are told apart without red against green. */
enum Ink {
  TEXT("#1f2328", "#e6edf3"),
  MUTED("#59636e", "#9198a1"),
  GRID("#d1d9e0", "#3d444d"),
  FIRST("#0b62c4", "#58a6ff"),
  SECOND("#b35900", "#f0a04b");

  /** In the order of a chart's series. */
  static final List<Ink> SERIES = List.of(FIRST, SECOND);

  private final String onLight;
  private final String onDark;

  Ink(String onLight, String onDark) {
    this.onLight = onLight;
    this.onDark = onDark;
  }

  String onLight() {
    return onLight;
  }

  String onDark() {
    return onDark;
  }
}
