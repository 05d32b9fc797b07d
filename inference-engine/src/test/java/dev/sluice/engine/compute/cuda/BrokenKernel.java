package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A kernel with a mistake.
 *
 * @param from a text of the unit's source
 * @param to what takes its place
 */
record BrokenKernel(KernelUnit unit, String from, String to) {

  static Arguments of(KernelUnit unit, String from, String to) {
    return Arguments.of(new BrokenKernel(unit, from, to));
  }

  /**
   * Asserts that a comparison sees the mistake with threads in both orders.
   *
   * @param cache an empty folder for kernels
   * @param difference what the comparison finds; everything that it needs was compiled before
   */
  void isCaught(Path cache, double least, DoubleSupplier difference) throws IOException {
    assertThat(unit.source()).contains(from);
    EmulatedDriver driver = EmulatedDriver.install();
    copyOthers(driver.kernels(), cache);
    System.setProperty("sluice.cuda.cache", cache.toString());
    driver.replace(from, to);
    try {
      for (boolean isReversed : new boolean[] {false, true}) {
        driver.reset(); // a kernel's failure lasts
        driver.reverse(isReversed);
        assertThat(difference.getAsDouble()).isGreaterThan(least);
      }
    } finally {
      driver.reverse(false);
      driver.replace("", "");
      driver.reset();
      System.setProperty("sluice.cuda.cache", driver.kernels().toString());
    }
  }

  /** So that this kernel is the only one that is compiled. */
  private void copyOthers(Path kernels, Path cache) throws IOException {
    String name = CubinStore.name(unit, Architecture.SM_80);
    try (Stream<Path> files = Files.list(kernels)) {
      for (Path file : files.filter(f -> !f.endsWith(name)).toList()) {
        Files.createLink(cache.resolve(file.getFileName().toString()), file);
      }
    }
  }

  @Override
  public String toString() {
    return unit + ": '" + from + "' is '" + to + "'";
  }
}
