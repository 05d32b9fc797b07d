package dev.sluice.standalone.plot;

import java.util.List;

/**
 * A line chart.
 *
 * @param title above all else
 * @param series at most as many as there are {@link Ink#SERIES} inks, each with a point or more
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {

  /**
   * One line.
   *
   * @param x ascending
   * @param y as many values
   */
  public record Series(String name, double[] x, double[] y) {}
}
