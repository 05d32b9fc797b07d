package dev.sluice.standalone.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A file server on loopback that can misbehave. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final byte[] content;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private volatile int cutAfterBytes = Integer.MAX_VALUE;
  private volatile int fixedStatus;
  private volatile boolean isRangeHonoured = true;

  FileServer(byte[] content) throws IOException {
    this.content = content;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Every answer breaks off after so many bytes of body. */
  void cutAfter(int bytes) {
    cutAfterBytes = bytes;
  }

  void answerAlways(int status) {
    fixedStatus = status;
  }

  void ignoreRanges() {
    isRangeHonoured = false;
  }

  /** The Range header of each request, an empty string for none. */
  List<String> ranges() {
    return List.copyOf(ranges);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "" : range);
    if (fixedStatus != 0) {
      exchange.sendResponseHeaders(fixedStatus, -1);
      exchange.close();
      return;
    }
    boolean isPartial = range != null && isRangeHonoured;
    int start = isPartial ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    if (start >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(isPartial ? 206 : 200, content.length - start);
    int length = Math.min(content.length - start, cutAfterBytes);
    // Closing after fewer bytes than announced is what a broken connection looks like.
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(content, start, length);
    } catch (IOException e) {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
