package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Downloads a file, going on where an earlier attempt stopped. A connection that breaks is tried
 * again as long as each attempt brings something, so only a peer that gives nothing {@link
 * #BARREN_ATTEMPTS} times ends it. A {@link SourceException} with a cause is a broken connection,
 * one without is final.
 */
public final class ResumableDownload {
  private static final int BARREN_ATTEMPTS = 3;
  private static final int CHUNK_BYTES = 1 << 16;

  private final Duration connectTimeout;
  private final Duration readTimeout;
  private final Predicate<URI> redirects;

  /**
   * What came.
   *
   * @param statedSha256 what the server said the file's checksum is, or null
   */
  public record Fetched(long bytes, String statedSha256) {}

  /**
   * @param connectTimeout short, so that an unreachable peer costs little
   * @param readTimeout longest silence of a peer that is connected
   * @param redirects which addresses may be gone to
   */
  public ResumableDownload(
      Duration connectTimeout, Duration readTimeout, Predicate<URI> redirects) {
    this.connectTimeout = connectTimeout;
    this.readTimeout = readTimeout;
    this.redirects = redirects;
  }

  /** Anywhere over HTTP, but never from an encrypted connection to one that is not. */
  public static Predicate<URI> anyRedirectFrom(URI address) {
    return target ->
        "https".equals(target.getScheme())
            || "http".equals(target.getScheme()) && "http".equals(address.getScheme());
  }

  /**
   * Completes {@code part}.
   *
   * @param bytes the file's size, or 0 to take the server's word for it
   * @throws IOException when the file cannot be written, which no other source can mend
   */
  public Fetched fetch(URI address, Path part, long bytes, Progress progress)
      throws SourceException, IOException {
    Fetched known = new Fetched(bytes, null);
    int barren = 0;
    SourceException last = null;
    while (barren < BARREN_ATTEMPTS) {
      long before = sizeOf(part, known.bytes());
      if (known.bytes() > 0 && before == known.bytes()) {
        return known;
      }
      try {
        known = attempt(address, part, before, known, progress);
      } catch (SourceException e) {
        if (e.getCause() == null) {
          throw e;
        }
        last = e;
      }
      barren = sizeOf(part, known.bytes()) > before ? 0 : barren + 1;
    }
    throw last != null ? last : new SourceException("it ended the file early, again and again");
  }

  /** A file that is too long cannot be the start of the right one. */
  private static long sizeOf(Path part, long bytes) throws IOException {
    if (!Files.exists(part)) {
      return 0;
    }
    long size = Files.size(part);
    if (bytes > 0 && size > bytes) {
      Files.delete(part);
      return 0;
    }
    return size;
  }

  private Fetched attempt(URI address, Path part, long start, Fetched known, Progress progress)
      throws SourceException, IOException {
    try (HttpReply reply = HttpReply.ask(address, start, redirects, connectTimeout, readTimeout)) {
      if (reply.status() == HttpReply.RANGE_NOT_SATISFIABLE) {
        return beyondItsEnd(reply, part, start, known);
      }
      if (reply.status() != HttpURLConnection.HTTP_OK
          && reply.status() != HttpURLConnection.HTTP_PARTIAL) {
        throw new SourceException("it answered " + reply.status() + " for " + shown(address));
      }
      Fetched expected = expected(reply, known);
      checkSpace(part, expected.bytes() - reply.start());
      copy(reply.body(), part, reply.start(), expected.bytes(), progress);
      return expected;
    }
  }

  /** Everything is here already, or what is here is not the file's start. */
  private static Fetched beyondItsEnd(HttpReply reply, Path part, long start, Fetched known)
      throws IOException {
    if (known.bytes() == 0 && reply.total() == start) {
      return new Fetched(start, reply.statedSha256());
    }
    Files.deleteIfExists(part);
    return known;
  }

  private static Fetched expected(HttpReply reply, Fetched known) throws SourceException {
    long bytes = known.bytes() > 0 ? known.bytes() : reply.total();
    if (bytes == 0) {
      throw new SourceException("it does not say how long the file is");
    }
    return new Fetched(
        bytes, known.statedSha256() == null ? reply.statedSha256() : known.statedSha256());
  }

  private static void checkSpace(Path part, long needed) throws IOException {
    Path folder = part.toAbsolutePath().getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "no space: %d MB are needed in %s, where %d MB are free"
              .formatted(Math.ceilDiv(needed, 1_000_000L), folder, free / 1_000_000));
    }
  }

  private static void copy(InputStream body, Path part, long start, long bytes, Progress progress)
      throws SourceException, IOException {
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (Files.isRegularFile(part)) {
        file.truncate(start);
      }
      file.position(start);
      byte[] chunk = new byte[CHUNK_BYTES];
      long done = start;
      for (int read = read(body, chunk); read >= 0; read = read(body, chunk)) {
        done += read;
        if (done > bytes) {
          throw new SourceException("it sent more than the " + bytes + " bytes expected");
        }
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
        progress.at(done, bytes);
      }
    }
  }

  /** Keeps a peer's failure apart from the disk's. */
  private static int read(InputStream body, byte[] chunk) throws SourceException {
    try {
      return body.read(chunk);
    } catch (IOException e) {
      throw new SourceException("it broke the connection (" + e.getMessage() + ")", e);
    }
  }

  /** Without a query, which may hold a signature. */
  private static String shown(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }
}
