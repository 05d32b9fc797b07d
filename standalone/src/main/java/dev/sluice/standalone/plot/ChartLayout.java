package dev.sluice.standalone.plot;

import dev.sluice.standalone.plot.Canvas.Anchor;

/** Puts a chart on a canvas: title, legend, grid with its numbers, lines with their points. */
final class ChartLayout {
  static final int WIDTH = 800;
  static final int HEIGHT = 460;
  private static final int LEFT = 72;
  private static final int RIGHT = 24;
  private static final int TOP = 84;
  private static final int BOTTOM = 60;
  private static final int TEXT_HEIGHT = 10;
  private static final int LEGEND_WIDTH = 260;

  private final Chart chart;
  private final Canvas canvas;

  private ChartLayout(Chart chart, Canvas canvas) {
    this.chart = chart;
    this.canvas = canvas;
  }

  static void draw(Chart chart, Canvas canvas) {
    ChartLayout layout = new ChartLayout(chart, canvas);
    layout.texts();
    layout.grid();
    for (int i = 0; i < chart.series().size(); i++) {
      layout.series(chart.series().get(i), Ink.SERIES.get(i));
    }
  }

  private void texts() {
    canvas.text(LEFT, 28, chart.title(), Anchor.START, Ink.TEXT);
    for (int i = 0; i < chart.series().size(); i++) {
      Ink ink = Ink.SERIES.get(i);
      double x = LEFT + 8 + (double) i * LEGEND_WIDTH;
      canvas.dot(x - 4, 47, ink);
      canvas.text(x + 6, 51, chart.series().get(i).name(), Anchor.START, ink);
    }
    canvas.text(8, TOP - 14, chart.y().label(), Anchor.START, Ink.MUTED);
    canvas.text(WIDTH - RIGHT, HEIGHT - 14, chart.x().label(), Anchor.END, Ink.MUTED);
  }

  private void grid() {
    int bottom = HEIGHT - BOTTOM;
    for (double tick : chart.y().ticks()) {
      double y = y(tick);
      canvas.line(LEFT, y, WIDTH - RIGHT, y, Ink.GRID);
      canvas.text(LEFT - 8, y + TEXT_HEIGHT / 2.0, chart.y().text(tick), Anchor.END, Ink.TEXT);
    }
    for (double tick : chart.x().ticks()) {
      canvas.line(x(tick), bottom, x(tick), bottom + 5, Ink.MUTED);
      canvas.text(x(tick), bottom + 20, chart.x().text(tick), Anchor.MIDDLE, Ink.TEXT);
    }
    canvas.line(LEFT, TOP, LEFT, bottom, Ink.MUTED);
    canvas.line(LEFT, bottom, WIDTH - RIGHT, bottom, Ink.MUTED);
  }

  private void series(Chart.Series series, Ink ink) {
    int count = series.x().length;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = x(series.x()[i]);
      y[i] = y(series.y()[i]);
    }
    canvas.path(x, y, ink);
    for (int i = 0; i < count; i++) {
      canvas.dot(x[i], y[i], ink);
    }
  }

  private double x(double value) {
    return LEFT + chart.x().place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - chart.y().place(value) * (HEIGHT - TOP - BOTTOM);
  }
}
