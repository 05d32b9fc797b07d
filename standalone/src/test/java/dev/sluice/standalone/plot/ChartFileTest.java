package dev.sluice.standalone.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartFileTest {
  private static final Chart CHART =
      new Chart(
          "a<b & \"c\"\u0007",
          Axis.linear("tokens", 0, 100),
          Axis.linear("percent", 0, 100),
          List.of(
              new Chart.Series("one", new double[] {10, 50, 90}, new double[] {100, 50, 0}),
              new Chart.Series("two", new double[] {10, 90}, new double[] {5, 6})));

  @TempDir Path folder;

  @Test
  void write_svg_isWellFormedWithAllPointsInside() throws Exception {
    Path file = folder.resolve("chart.svg");
    ChartFile.of(file).write(CHART);
    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(5 + 2);
    assertThat(svg.getDocumentElement().getTextContent()).contains("a<b & \"c\"", "one", "percent");
    for (int i = 0; i < svg.getElementsByTagName("circle").getLength(); i++) {
      Element dot = (Element) svg.getElementsByTagName("circle").item(i);
      assertThat(Double.parseDouble(dot.getAttribute("cx"))).isBetween(0.0, 800.0);
      assertThat(Double.parseDouble(dot.getAttribute("cy"))).isBetween(0.0, 460.0);
    }
  }

  @Test
  void write_png_isAnImageWithTheSeriesColour() throws Exception {
    Path file = folder.resolve("chart.PNG");
    ChartFile.of(file).write(CHART);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1600);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(pixels(image, 0x0b62c4)).isGreaterThan(500);
    assertThat(pixels(image, 0xb35900)).isGreaterThan(500);
  }

  @Test
  void of_otherEnding_namesTheTwoThatAreKnown() {
    assertThatThrownBy(() -> ChartFile.of(folder.resolve("chart.gif")))
        .isInstanceOf(PlotException.class)
        .hasMessageContaining("chart.gif")
        .hasMessageContaining(".svg or .png");
  }

  @Test
  void of_missingFolder_saysSo() {
    assertThatThrownBy(() -> ChartFile.of(folder.resolve("no/chart.svg")))
        .hasMessageContaining("no folder");
  }

  private static int pixels(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xffffff) == colour) {
          count++;
        }
      }
    }
    return count;
  }
}
