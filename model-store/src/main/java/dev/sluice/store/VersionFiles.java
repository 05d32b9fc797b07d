package dev.sluice.store;

import dev.sluice.contract.VersionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Gives a version's files, fetching them into the store's folder when they are not there. A fetched
 * file's name contains the start of its checksum, so different contents never share a name; until
 * it is complete and checked it is {@code NAME.part}, which the next attempt goes on with. Safe for
 * use by several threads and processes.
 */
public final class VersionFiles {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
  private static final int KEY_DIGITS = 16;
  private static final int MAX_STEM = 80;

  private final Path folder;
  private final AllowedSources sources;

  public VersionFiles(SourceSettings settings) {
    this.folder = settings.folder();
    this.sources = new AllowedSources(settings);
  }

  /**
   * Refuses at once what {@link #obtain} would refuse before it starts.
   *
   * @throws SourceRefusedException with the field at fault
   */
  public void check(VersionSource source) {
    sources.place(source);
  }

  /**
   * The version's GGUF file or folder.
   *
   * @throws SourceRefusedException as {@link #check}
   * @throws SourceException when it cannot be had; the message is a whole sentence
   */
  public Path obtain(VersionSource source, Progress progress)
      throws SourceException, InterruptedException {
    return switch (sources.place(source)) {
      case AllowedSources.Place.Local local -> checked(local.path(), source.sha256());
      case AllowedSources.Place.Remote remote -> fetched(remote, progress);
    };
  }

  private static Path checked(Path path, String sha256) throws SourceException {
    if (sha256 == null || sha256.isBlank()) {
      return path;
    }
    try {
      String actual = Checksum.sha256(path);
      if (!actual.equalsIgnoreCase(sha256)) {
        throw new SourceException(
            "%s has SHA-256 %s where %s is expected.".formatted(path, actual, sha256));
      }
      return path;
    } catch (IOException e) {
      throw new SourceException("%s cannot be read (%s).".formatted(path, e.getMessage()), e);
    }
  }

  private Path fetched(AllowedSources.Place.Remote remote, Progress progress)
      throws SourceException, InterruptedException {
    Path target = folder.resolve(nameOf(remote));
    Path part = target.resolveSibling(target.getFileName() + ".part");
    if (Files.isRegularFile(target)) {
      return target;
    }
    try (StoreLock ignored = StoreLock.on(target, () -> progress.at(sizeOf(part), 0))) {
      return Files.isRegularFile(target) ? target : download(remote, part, target, progress);
    } catch (SourceException e) {
      throw new SourceException("%s: %s.".formatted(remote.title(), e.getMessage()), e.getCause());
    } catch (IOException e) {
      throw new SourceException("Cannot write %s (%s).".formatted(target, e.getMessage()), e);
    }
  }

  private static Path download(
      AllowedSources.Place.Remote remote, Path part, Path target, Progress progress)
      throws SourceException, IOException {
    ResumableDownload.Fetched fetched;
    try {
      fetched =
          new ResumableDownload(CONNECT_TIMEOUT, READ_TIMEOUT, remote.redirects())
              .fetch(remote.address(), part, 0, progress);
    } catch (IOException e) {
      Files.deleteIfExists(part); // a full disk is not to stay full because of it
      throw e;
    }
    String sha256 = remote.sha256() != null ? remote.sha256() : fetched.statedSha256();
    if (sha256 != null) {
      Checksum.verifyOrDelete(part, sha256);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  /** For example {@code model-q4_0-1f2e3d4c5b6a7988.gguf}. */
  private static String nameOf(AllowedSources.Place.Remote remote) {
    String plain = remote.fileName().replaceAll("[^\\w.-]", "_").replaceFirst("^[.]+", "");
    String stem = plain.replaceFirst("(?i)\\.gguf$", "");
    return "%s-%s.gguf"
        .formatted(
            stem.substring(0, Math.min(MAX_STEM, stem.length())),
            remote.key().substring(0, KEY_DIGITS));
  }

  private static long sizeOf(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0; // it was renamed this moment
    }
  }
}
