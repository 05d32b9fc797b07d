package dev.sluice.admin.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in a list that is ordered by time and id, newest first: the next page holds what is
 * strictly after it. Rows that are added meanwhile do not shift the pages.
 */
public record Cursor(long atMillis, String id) {
  private static final int MAX_LIMIT = 200;
  private static final int DEFAULT_LIMIT = 50;

  /** Before the first row. */
  public static final Cursor START = new Cursor(Long.MAX_VALUE, "");

  /** The place that a client sent, or the start. */
  public static Cursor read(String text) {
    if (text == null || text.isEmpty()) {
      return START;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      return new Cursor(Long.parseLong(plain, 0, colon, 10), plain.substring(colon + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      throw ApiFailure.invalid("cursor", "'cursor' is not the nextCursor of a page");
    }
  }

  /** As a client sends it back. */
  public String write() {
    byte[] plain = (atMillis + ":" + id).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /** The page size that a client asked for, within bounds. */
  public static int limit(Integer asked) {
    if (asked == null) {
      return DEFAULT_LIMIT;
    }
    if (asked < 1 || asked > MAX_LIMIT) {
      throw ApiFailure.invalid(
          "limit", "'limit' is %d and must be from 1 to %d".formatted(asked, MAX_LIMIT));
    }
    return asked;
  }
}
