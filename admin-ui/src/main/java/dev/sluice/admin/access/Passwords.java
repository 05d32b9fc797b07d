package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import java.nio.charset.StandardCharsets;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Hashes passwords with bcrypt, away from the event loops: one takes a fraction of a second. */
@Component
class Passwords {
  private static final int MIN_CHARACTERS = 12;

  /** bcrypt reads no further. */
  private static final int MAX_BYTES = 72;

  /** Of a hash in bcrypt's alphabet, after the salt. */
  private static final int DIGEST_CHARACTERS = 31;

  private final BCryptPasswordEncoder encoder;

  /**
   * Costs as much to compare with as a user's hash, but was not computed: the start need not wait.
   */
  private final String nobodys;

  Passwords(AccessSettings settings) {
    this.encoder = new BCryptPasswordEncoder(settings.bcryptStrength());
    this.nobodys = BCrypt.gensalt(settings.bcryptStrength()) + ".".repeat(DIGEST_CHARACTERS);
  }

  Mono<String> hash(String password) {
    return Mono.fromCallable(() -> encoder.encode(password))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * Whether it is the user's password. Takes as long when there is no such user, so that names
   * cannot be found out by time.
   *
   * @param hash null when there is no such user, empty when the user has no password
   */
  Mono<Boolean> matches(String password, String hash) {
    return Mono.fromCallable(
            () -> {
              boolean isUsable = size(password) <= MAX_BYTES;
              boolean hasHash = hash != null && !hash.isEmpty();
              String candidate = isUsable ? password : "";
              return encoder.matches(candidate, hasHash ? hash : nobodys) && isUsable && hasHash;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Refuses a new password that is too short, or longer than bcrypt reads. */
  static String checkNew(String password) {
    if (password == null) {
      throw ApiFailure.missing("newPassword");
    }
    if (password.length() < MIN_CHARACTERS || size(password) > MAX_BYTES) {
      throw ApiFailure.invalid(
          "newPassword",
          "the new password has %d characters and needs %d to %d"
              .formatted(password.length(), MIN_CHARACTERS, MAX_BYTES));
    }
    return password;
  }

  private static int size(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length;
  }
}
