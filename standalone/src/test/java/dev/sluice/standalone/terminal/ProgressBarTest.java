package dev.sluice.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void at_noTerminal_printsALinePerTenth() {
    try (ProgressBar bar = bar(false)) {
      for (int done = 0; done <= 1000; done++) {
        bar.at(done, 1000);
      }
    }
    assertThat(text().lines()).hasSize(11).last().asString().contains("100 %");
    assertThat(text()).doesNotContain("\r");
  }

  @Test
  void at_terminal_redrawsAtMostTenTimesASecond() {
    try (ProgressBar bar = bar(true)) {
      for (int done = 0; done < 1000; done++) {
        nanos.addAndGet(1_000_000);
        bar.at(done, 1000);
      }
      bar.at(1000, 1000);
    }
    assertThat(text().split("\r")).hasSizeBetween(10, 13);
    assertThat(text()).endsWith(System.lineSeparator());
  }

  @Test
  void at_unknownTotal_showsElapsedTime() {
    try (ProgressBar bar = bar(true)) {
      nanos.set(3_000_000_000L);
      bar.at(0, 0);
    }
    assertThat(text()).contains("3 s");
  }

  @Test
  void close_nothingDrawn_printsNothing() {
    bar(true).close();
    assertThat(text()).isEmpty();
  }

  private ProgressBar bar(boolean isInteractive) {
    PrintStream err = new PrintStream(stderr, true, StandardCharsets.UTF_8);
    Console console = new Console(InputStream.nullInputStream(), err, err, isInteractive);
    return new ProgressBar(console, "model", ProgressBar.Unit.BYTES, nanos::get);
  }

  private String text() {
    return stderr.toString(StandardCharsets.UTF_8);
  }
}
