package dev.sluice.gateway.completion;

import java.net.InetAddress;

/**
 * Who knocks.
 *
 * @param secret null when none was sent
 * @param from where the call comes from, null when that is not known
 * @param session a name of the client's own choice for what belongs together, or null
 */
public record Visitor(String secret, InetAddress from, String session) {
  /** Without the secret. */
  @Override
  public String toString() {
    return "Visitor[from=" + from + "]";
  }
}
