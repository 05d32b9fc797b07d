package dev.sluice.admin.rollout;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sluice.admin.playground.VersionProbe;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a version answers to a prompt at temperature 0: the same weights give the same tokens, so
 * another answer means that something else answers.
 *
 * @param digest SHA-256 of the tokens' texts
 * @param checkedAt of the last comparison, null before the first
 * @param outcome of the last comparison, null before the first
 */
record GoldenOutput(
    String versionId,
    String prompt,
    int maxTokens,
    String output,
    String digest,
    Instant recordedAt,
    String recordedBy,
    Instant checkedAt,
    Outcome outcome) {
  enum Outcome {
    SAME,
    DRIFTED,
    /** No answer came: that says nothing of the weights. */
    UNANSWERED;

    /** The lower-case name, on the wire and in the database. */
    @JsonValue
    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int OUTPUT_CHARACTERS = 20_000;

  static GoldenOutput of(
      String versionId,
      String prompt,
      int maxTokens,
      VersionProbe.Answer answer,
      Instant now,
      String actor) {
    String stored = storable(answer.text());
    return new GoldenOutput(
        versionId, prompt, maxTokens, stored, digest(answer.tokens()), now, actor, null, null);
  }

  boolean isSameAs(VersionProbe.Answer answer) {
    return digest.equals(digest(answer.tokens()));
  }

  static String digest(List<String> tokens) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      // With its length before it no token can pass for two.
      for (String token : tokens) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** PostgreSQL stores no NUL. */
  static String storable(String text) {
    String stored = text.replace("\0", "");
    return stored.substring(0, Math.min(OUTPUT_CHARACTERS, stored.length()));
  }
}
