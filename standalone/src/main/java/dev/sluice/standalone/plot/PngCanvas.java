package dev.sluice.standalone.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;

/** Draws on an image with twice the points, dark on white. Needs fonts, but no display. */
final class PngCanvas implements Canvas {
  private static final int PIXELS_PER_POINT = 2;
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final BasicStroke THICK =
      new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  private final BufferedImage image =
      new BufferedImage(
          ChartLayout.WIDTH * PIXELS_PER_POINT,
          ChartLayout.HEIGHT * PIXELS_PER_POINT,
          BufferedImage.TYPE_INT_RGB);
  private final Graphics2D graphics = image.createGraphics();

  PngCanvas() {
    graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, ChartLayout.WIDTH, ChartLayout.HEIGHT);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink) {
    use(ink, THIN);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void path(double[] x, double[] y, Ink ink) {
    Path2D path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    use(ink, THICK);
    graphics.draw(path);
  }

  @Override
  public void dot(double x, double y, Ink ink) {
    use(ink, THIN);
    graphics.fill(new Ellipse2D.Double(x - 3.5, y - 3.5, 7, 7));
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink) {
    use(ink, THIN);
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }

  private void use(Ink ink, BasicStroke stroke) {
    graphics.setColor(Color.decode(ink.onLight()));
    graphics.setStroke(stroke);
  }
}
