package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * Downloads a file of known size, going on where an earlier attempt stopped. A connection that
 * breaks is tried again as long as each attempt brings something, so only a peer that gives nothing
 * {@link #BARREN_ATTEMPTS} times ends it. A {@link SourceException} with a cause is a broken
 * connection, one without is final.
 */
final class ResumableDownload {
  private static final int BARREN_ATTEMPTS = 3;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Duration connectTimeout;
  private final Duration readTimeout;

  /**
   * @param connectTimeout short, so that an unreachable peer costs little
   * @param readTimeout longest silence of a peer that is connected
   */
  ResumableDownload(Duration connectTimeout, Duration readTimeout) {
    this.connectTimeout = connectTimeout;
    this.readTimeout = readTimeout;
  }

  void fetch(URI address, Path part, long bytes, Progress progress)
      throws SourceException, IOException {
    int barren = 0;
    SourceException last = null;
    while (barren < BARREN_ATTEMPTS) {
      long before = sizeOf(part, bytes);
      if (before == bytes) {
        return;
      }
      try {
        attempt(address, part, before, bytes, progress);
      } catch (SourceException e) {
        if (e.getCause() == null) {
          throw e;
        }
        last = e;
      }
      barren = sizeOf(part, bytes) > before ? 0 : barren + 1;
    }
    throw last != null ? last : new SourceException("it ended the file early, again and again");
  }

  /** A file that is too long cannot be the start of the right one. */
  private static long sizeOf(Path part, long bytes) throws IOException {
    if (!Files.exists(part)) {
      return 0;
    }
    long size = Files.size(part);
    if (size > bytes) {
      Files.delete(part);
      return 0;
    }
    return size;
  }

  private void attempt(URI address, Path part, long start, long bytes, Progress progress)
      throws SourceException, IOException {
    HttpURLConnection connection = open(address, start);
    try (InputStream body = body(connection, address)) {
      int status = connection.getResponseCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        Files.deleteIfExists(part);
        return;
      }
      if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
        throw new SourceException("it answered " + status + " for " + address);
      }
      copy(body, part, status == HttpURLConnection.HTTP_PARTIAL ? start : 0, bytes, progress);
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection open(URI address, long start) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout((int) connectTimeout.toMillis());
    connection.setReadTimeout((int) readTimeout.toMillis());
    connection.setRequestProperty("User-Agent", "sluice");
    if (start > 0) {
      connection.setRequestProperty("Range", "bytes=" + start + "-");
    }
    return connection;
  }

  private static InputStream body(HttpURLConnection connection, URI address)
      throws SourceException {
    try {
      InputStream body =
          connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream();
      return body == null ? InputStream.nullInputStream() : body;
    } catch (UnknownHostException | NoRouteToHostException | ConnectException | SSLException e) {
      throw new SourceException(address.getHost() + " cannot be reached (" + e.getMessage() + ")");
    } catch (SocketTimeoutException e) {
      throw new SourceException(address.getHost() + " did not answer in time");
    } catch (IOException e) {
      throw new SourceException(
          address.getHost() + " broke the connection (" + e.getMessage() + ")", e);
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
}
