package dev.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who calls, signed: internal endpoints accept nothing else. The header's value is {@code
 * v1.<payload>.<mac>} where the payload is base64url of {@code caller|tenant|expiresAtEpochMillis}
 * and the mac is base64url of HMAC-SHA-256(secret, "v1." + payload).
 *
 * @param caller the service that calls: {@code gateway}, {@code admin}, {@code standalone}
 * @param tenant the project on whose behalf, or an empty string
 */
public record SignedContext(String caller, String tenant, Instant expiresAt) {
  public static final String HEADER = "x-sluice-context";

  public SignedContext {
    if (caller.indexOf('|') >= 0 || tenant.indexOf('|') >= 0) {
      throw new IllegalArgumentException("caller and tenant must not contain '|'");
    }
  }

  /** The header's value. */
  public String sign(String secret) {
    String plain = caller + "|" + tenant + "|" + expiresAt.toEpochMilli();
    String payload = base64(plain.getBytes(StandardCharsets.UTF_8));
    return "v1." + payload + "." + base64(mac(secret, payload));
  }

  /**
   * The context, or empty when the value is absent, malformed, signed with another secret or
   * expired.
   */
  public static Optional<SignedContext> verify(String header, String secret, Instant now) {
    if (header == null) {
      return Optional.empty();
    }
    String[] parts = header.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals("v1")) {
      return Optional.empty();
    }
    try {
      byte[] given = Base64.getUrlDecoder().decode(parts[2]);
      if (!MessageDigest.isEqual(given, mac(secret, parts[1]))) {
        return Optional.empty();
      }
      String plain = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      String[] fields = plain.split("\\|", -1);
      Instant expiresAt = Instant.ofEpochMilli(Long.parseLong(fields[2]));
      return now.isBefore(expiresAt)
          ? Optional.of(new SignedContext(fields[0], fields[1], expiresAt))
          : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static byte[] mac(String secret, String payload) {
    return KeyHash.hmac(secret, ("v1." + payload).getBytes(StandardCharsets.US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
