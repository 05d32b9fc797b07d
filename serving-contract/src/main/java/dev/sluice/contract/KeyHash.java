package dev.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How an API key is stored: lower-case hex of HMAC-SHA-256(pepper, secret). */
public final class KeyHash {
  private KeyHash() {}

  public static String of(String pepper, String secret) {
    return HexFormat.of().formatHex(hmac(pepper, secret.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] hmac(String key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
  }
}
