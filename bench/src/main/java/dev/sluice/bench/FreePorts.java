package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Prints the first of as many successive free ports as asked for.
 *
 * <p>Run: {@code java bench/src/main/java/dev/sluice/bench/FreePorts.java 4}
 */
final class FreePorts {
  private FreePorts() {}

  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    int first;
    do {
      first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    } while (!areFree(first, count));
    System.out.println(first);
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
