package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * What a server answered to the wish for a file from some byte on, after the redirects that are
 * allowed.
 *
 * @param start first byte that the body holds
 * @param total bytes of the whole file, 0 when it does not say
 * @param statedSha256 what the server says the file's checksum is, or null
 */
record HttpReply(
    HttpURLConnection connection,
    InputStream body,
    int status,
    long start,
    long total,
    String statedSha256)
    implements AutoCloseable {
  static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int MAX_REDIRECTS = 5;

  /** The hub puts it on the redirect to its storage. */
  private static final String STATED_SHA256 = "X-Linked-ETag";

  /**
   * @param redirects which addresses may be gone to
   * @throws SourceException without a cause when asking again is of no use
   */
  static HttpReply ask(
      URI address,
      long start,
      Predicate<URI> redirects,
      Duration connectTimeout,
      Duration readTimeout)
      throws SourceException, IOException {
    URI at = address;
    String stated = null;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = open(at, start, connectTimeout, readTimeout);
      InputStream body = body(connection, at);
      stated = stated == null ? sha256(connection.getHeaderField(STATED_SHA256)) : stated;
      String location = connection.getHeaderField("Location");
      if (connection.getResponseCode() / 100 != 3 || location == null) {
        return of(connection, body, start, stated);
      }
      connection.disconnect();
      at = redirect(at, location, redirects);
    }
    throw new SourceException("it redirected more than " + MAX_REDIRECTS + " times");
  }

  private static HttpReply of(
      HttpURLConnection connection, InputStream body, long start, String stated)
      throws IOException {
    int status = connection.getResponseCode();
    return switch (status) {
      case HttpURLConnection.HTTP_PARTIAL, RANGE_NOT_SATISFIABLE ->
          new HttpReply(connection, body, status, start, totalOfRange(connection), stated);
      default ->
          new HttpReply(
              connection, body, status, 0, Math.max(0, connection.getContentLengthLong()), stated);
    };
  }

  /** Of {@code bytes 100-199/200} or {@code bytes *}{@code /200}. */
  private static long totalOfRange(HttpURLConnection connection) {
    String range = connection.getHeaderField("Content-Range");
    String total = range == null ? "" : range.substring(range.lastIndexOf('/') + 1);
    return total.matches("\\d{1,18}") ? Long.parseLong(total) : 0;
  }

  private static URI redirect(URI from, String location, Predicate<URI> allowed)
      throws SourceException {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new SourceException("it redirected to something that is not an address");
    }
    if (!allowed.test(target)) {
      throw new SourceException("it redirected to " + target.getHost() + ", which is not allowed");
    }
    return target;
  }

  private static String sha256(String etag) {
    String bare = etag == null ? null : etag.replace("\"", "");
    return Checksum.isSha256(bare) ? bare : null;
  }

  private static HttpURLConnection open(URI at, long start, Duration connect, Duration read)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) connect.toMillis());
    connection.setReadTimeout((int) read.toMillis());
    connection.setRequestProperty("User-Agent", "sluice");
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (start > 0) {
      connection.setRequestProperty("Range", "bytes=" + start + "-");
    }
    return connection;
  }

  private static InputStream body(HttpURLConnection connection, URI at) throws SourceException {
    try {
      InputStream body =
          connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream();
      return body == null ? InputStream.nullInputStream() : body;
    } catch (UnknownHostException | NoRouteToHostException | ConnectException | SSLException e) {
      throw new SourceException(at.getHost() + " cannot be reached (" + e.getMessage() + ")");
    } catch (SocketTimeoutException e) {
      throw new SourceException(at.getHost() + " did not answer in time");
    } catch (IOException e) {
      throw new SourceException(at.getHost() + " broke the connection (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
    connection.disconnect();
  }
}
