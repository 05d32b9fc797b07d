package dev.sluice.standalone.plot;

import java.util.Locale;

/**
 * Writes SVG (W3C SVG 1.1). Colours are classes, so that the drawing follows a viewer's dark mode;
 * a viewer without one shows the light colours on white.
 */
final class SvgCanvas implements Canvas {
  private final StringBuilder body = new StringBuilder();

  String document() {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    for (Ink ink : Ink.values()) {
      light.append(rule(ink, ink.onLight()));
      dark.append(rule(ink, ink.onDark()));
    }
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\""
                + " height=\"%2$d\" font-family=\"system-ui, sans-serif\" font-size=\"13\">%n",
            ChartLayout.WIDTH,
            ChartLayout.HEIGHT)
        + "<style>\n.paper { fill: #ffffff }\npolyline { fill: none !important }\n"
        + light
        + "@media (prefers-color-scheme: dark) {\n.paper { fill: #0d1117 }\n"
        + dark
        + "}\n</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
        + body
        + "</svg>\n";
  }

  private static String rule(Ink ink, String colour) {
    return "."
        + name(ink)
        + " { stroke: "
        + colour
        + " }\ntext."
        + name(ink)
        + ", circle."
        + name(ink)
        + " { fill: "
        + colour
        + "; stroke: none }\n";
  }

  private static String name(Ink ink) {
    return ink.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        name(ink), x1, y1, x2, y2);
  }

  @Override
  public void path(double[] x, double[] y, Ink ink) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", x[i], y[i]));
    }
    add("<polyline class=\"%s\" stroke-width=\"2\" points=\"%s\"/>", name(ink), points);
  }

  @Override
  public void dot(double x, double y, Ink ink) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", name(ink), x, y);
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        name(ink), x, y, anchor.name().toLowerCase(Locale.ROOT), escape(text));
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** XML cannot hold control characters at all. */
  private static String escape(String text) {
    return text.replaceAll("\\p{Cntrl}", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
