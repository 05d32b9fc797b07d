package dev.sluice.standalone.stack;

/** Base addresses of the services. */
public final class Urls {
  private Urls() {}

  /** A URL that works on this machine: the wildcard address listens but cannot be called. */
  public static String of(String host, int port) {
    String callable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return "http://" + callable + ":" + port;
  }
}
