package dev.sluice.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A file server on loopback that can misbehave; one request per connection. */
public final class FileServer implements AutoCloseable {
  private final ServerSocket server;
  private final byte[] content;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private volatile int cutAfterBytes = Integer.MAX_VALUE;
  private volatile int fixedStatus;
  private volatile boolean isRangeHonoured = true;
  private volatile String location;
  private volatile CountDownLatch gate;

  public FileServer(byte[] content) throws IOException {
    this.content = content;
    this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Every answer breaks off after so many bytes of body. */
  public void cutAfter(int bytes) {
    cutAfterBytes = bytes;
  }

  public void answerAlways(int status) {
    fixedStatus = status;
  }

  /** Of all answers. */
  public void redirectTo(String address) {
    location = address;
  }

  /** From now on answers wait after half of their body. */
  public void holdHalfWay() {
    gate = new CountDownLatch(1);
  }

  public void letGo() {
    gate.countDown();
  }

  public void ignoreRanges() {
    isRangeHonoured = false;
  }

  /** The Range header of each request, an empty string for none. */
  public List<String> ranges() {
    return List.copyOf(ranges);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        String range = range(socket);
        ranges.add(range);
        answer(socket.getOutputStream(), range);
      } catch (IOException e) {
        // The client went away, or the test is over: the next accept tells.
      }
    }
  }

  private static String range(Socket socket) throws IOException {
    BufferedReader head =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String range = "";
    for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
      if (line.startsWith("Range: ")) {
        range = line.substring(7);
      }
    }
    return range;
  }

  private void answer(OutputStream out, String range) throws IOException {
    boolean isPartial = !range.isEmpty() && isRangeHonoured;
    int start = isPartial ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    boolean isBeyond = isPartial && start >= content.length;
    int status = fixedStatus != 0 ? fixedStatus : isBeyond ? 416 : isPartial ? 206 : 200;
    int announced = status < 300 ? content.length - start : 0;
    out.write(head(status, start, announced).getBytes(StandardCharsets.US_ASCII));
    int sent = Math.min(announced, cutAfterBytes);
    if (gate != null) {
      out.write(content, start, sent / 2);
      out.flush();
      await(gate);
      start += sent / 2;
      sent -= sent / 2;
    }
    out.write(content, start, sent);
    out.flush();
  }

  private String head(int status, int start, int announced) {
    String range =
        status == 206
            ? "bytes %d-%d/%d".formatted(start, content.length - 1, content.length)
            : "bytes */" + content.length;
    return "HTTP/1.1 "
        + status
        + " x\r\nContent-Length: "
        + announced
        + (status == 206 || status == 416 ? "\r\nContent-Range: " + range : "")
        + (location == null ? "" : "\r\nLocation: " + location)
        + "\r\nConnection: close\r\n\r\n";
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
