package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody listens at. */
public final class FreePorts {
  private FreePorts() {}

  /** The first of {@code count} successive free ports. */
  public static int first(int count) {
    int first;
    do {
      first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    } while (!areFree(first, count));
    return first;
  }

  private static boolean areFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        continue;
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
