package dev.sluice.admin.access;

import dev.sluice.contract.KeyHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Cookies for a minute or ten that only the control plane can read and make: AES-256-GCM under a
 * key from the pepper, with the cookie's name as additional data and its end inside. Lax, because
 * they are read when another site sends the browser back.
 */
@Component
public class SealedCookie {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SessionCookie cookies;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  SealedCookie(PepperSettings pepper, SessionCookie cookies, Clock clock) {
    String derived = KeyHash.of(pepper.pepper(), "sealed cookies");
    this.key = new SecretKeySpec(HexFormat.of().parseHex(derived), "AES");
    this.cookies = cookies;
    this.clock = clock;
  }

  /** Sets a cookie with a sealed value. */
  public void write(ServerWebExchange exchange, String name, String value, Duration lifetime) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    byte[] plain =
        ByteBuffer.allocate(Long.BYTES + text.length)
            .putLong(clock.millis() + lifetime.toMillis())
            .put(text)
            .array();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(plain);
      byte[] whole =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      set(exchange, name, Base64.getUrlEncoder().withoutPadding().encodeToString(whole), lifetime);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JDK", e);
    }
  }

  /** The value, null when there is none that was sealed here and has not ended. */
  public String read(ServerWebExchange exchange, String name) {
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(name);
    if (cookie == null || cookie.getValue().isEmpty()) {
      return null;
    }
    try {
      byte[] whole = Base64.getUrlDecoder().decode(cookie.getValue());
      if (whole.length <= NONCE_BYTES) {
        return null;
      }
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, name);
      ByteBuffer plain =
          ByteBuffer.wrap(cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
      boolean isOver = plain.getLong() <= clock.millis();
      return isOver ? null : StandardCharsets.UTF_8.decode(plain).toString();
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return null;
    }
  }

  /** Takes the cookie away. */
  public void clear(ServerWebExchange exchange, String name) {
    set(exchange, name, "", Duration.ZERO);
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private void set(ServerWebExchange exchange, String name, String value, Duration lifetime) {
    exchange
        .getResponse()
        .addCookie(
            ResponseCookie.from(name, value)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(cookies.isSecure(exchange))
                .path("/login/")
                .maxAge(lifetime)
                .build());
  }
}
