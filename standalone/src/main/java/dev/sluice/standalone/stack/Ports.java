package dev.sluice.standalone.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The four services' ports: the gateway's and the three after it. */
public record Ports(int gateway, int admin, int tokenizer, int pod) {
  private static final int MAX_PORT = 65535;

  public static Ports from(int gateway) {
    if (gateway < 1 || gateway > MAX_PORT - 3) {
      throw new StackException(
          "--port is "
              + gateway
              + " and must be from 1 to "
              + (MAX_PORT - 3)
              + ", because the three ports after it are used too.");
    }
    return new Ports(gateway, gateway + 1, gateway + 2, gateway + 3);
  }

  /**
   * Fails before anything is started when a port cannot be had, which is kinder than one of four
   * services failing half a second later.
   */
  public void requireFree(String host) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put("gateway", gateway);
    wanted.put("console", admin);
    wanted.put("tokenizer", tokenizer);
    wanted.put("inference pod", pod);
    InetAddress address = resolve(host);
    wanted.forEach((service, port) -> requireFree(service, address, port));
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new StackException("--host " + host + " is not an address of this machine.", e);
    }
  }

  private static void requireFree(String service, InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new StackException(
          "Port %d for the %s cannot be opened on %s (%s); choose others with --port."
              .formatted(port, service, address.getHostAddress(), e.getMessage()),
          e);
    }
  }
}
