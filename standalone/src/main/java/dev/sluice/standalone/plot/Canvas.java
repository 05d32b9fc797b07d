package dev.sluice.standalone.plot;

/** Somewhere to draw; x grows to the right and y downwards, in points. */
interface Canvas {

  /** Which side of a text its position is. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  void line(double x1, double y1, double x2, double y2, Ink ink);

  /** A thick line through all points. */
  void path(double[] x, double[] y, Ink ink);

  void dot(double x, double y, Ink ink);

  /**
   * @param y of the base line
   */
  void text(double x, double y, String text, Anchor anchor, Ink ink);
}
