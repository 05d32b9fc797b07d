package dev.sluice.gateway.completion;

import java.net.InetAddress;

/**
 * Who knocks.
 *
 * @param secret null when none was sent
 * @param from where the call comes from, null when that is not known
 * @param session a name of the client's own choice for what belongs together, or null
 * @param version the value of {@link dev.sluice.contract.ServedVersion#HEADER}, or null
 * @param requestId the answer's {@code x-request-id}
 */
public record Visitor(
    String secret, InetAddress from, String session, String version, String requestId) {
  /** Without the secret. */
  @Override
  public String toString() {
    return "Visitor[from=" + from + "]";
  }
}
