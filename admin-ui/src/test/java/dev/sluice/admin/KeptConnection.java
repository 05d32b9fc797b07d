package dev.sluice.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A bare connection that is kept, to send requests on it before earlier ones are answered. */
final class KeptConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** With the cookie of the CSRF check, or each answer would wait for a fresh one to be made. */
  private static final String REQUEST =
      "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: XSRF-TOKEN=none\r\n\r\n";

  private final Socket socket;

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  /** Sends all requests in one piece. */
  void get(String... paths) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (String path : paths) {
      requests.append(REQUEST.formatted(path));
    }
    socket.getOutputStream().write(requests.toString().getBytes(US_ASCII));
  }

  /** Reads one answer of known length and gives its status. */
  int status() throws IOException {
    String start = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    socket.getInputStream().readNBytes(length);
    return Integer.parseInt(start.split(" ")[1]);
  }

  private String line() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed after '" + line + "'");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
