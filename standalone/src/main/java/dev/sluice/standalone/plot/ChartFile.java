package dev.sluice.standalone.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes charts in the format that a file's name ends with: {@code .svg} or {@code .png}. */
public final class ChartFile {
  private final Path path;
  private final boolean isPng;

  private ChartFile(Path path, boolean isPng) {
    this.path = path;
    this.isPng = isPng;
  }

  /**
   * Says what stands in the way before hours of measuring, not after them.
   *
   * @throws PlotException when the name has another ending, its folder is missing, or images cannot
   *     be drawn here
   */
  public static ChartFile of(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    boolean isPng = name.endsWith(".png");
    if (!isPng && !name.endsWith(".svg")) {
      throw new PlotException("The plot " + path + " must end with .svg or .png");
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new PlotException("There is no folder " + folder + " for the plot");
    }
    if (isPng) {
      canvas();
    }
    return new ChartFile(path, isPng);
  }

  public void write(Chart chart) throws IOException {
    if (isPng) {
      PngCanvas canvas = canvas();
      ChartLayout.draw(chart, canvas);
      ImageIO.write(canvas.image(), "png", path.toFile());
    } else {
      SvgCanvas canvas = new SvgCanvas();
      ChartLayout.draw(chart, canvas);
      Files.writeString(path, canvas.document());
    }
  }

  /** A JDK in a slim container has no font library, which it says with all kinds of errors. */
  private static PngCanvas canvas() {
    System.setProperty("java.awt.headless", "true");
    try {
      PngCanvas probe = new PngCanvas();
      probe.text(0, 0, "0", Canvas.Anchor.START, Ink.TEXT);
      return new PngCanvas();
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new PlotException(
          "This Java cannot draw text into a PNG image ("
              + e
              + "); name an .svg file instead, or install fontconfig and a font",
          e);
    }
  }
}
