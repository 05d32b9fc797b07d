package dev.sluice.admin.api;

import org.springframework.http.ResponseEntity;

/** A row's version as an ETag, and the check of If-Match against it. */
public final class EntityTag {
  private EntityTag() {}

  /** An answer that carries its version. */
  public static <T> ResponseEntity<T> tagged(
      ResponseEntity.BodyBuilder answer, long version, T body) {
    return answer.eTag("\"" + version + "\"").body(body);
  }

  /**
   * Refuses a change that was not made from the current version.
   *
   * @param ifMatch the header, null when absent
   */
  public static void check(String ifMatch, long version) {
    if (ifMatch == null || ifMatch.isBlank()) {
      throw ApiFailure.missing("If-Match");
    }
    String tag = ifMatch.strip();
    if (!tag.equals("*") && !tag.equals("\"" + version + "\"")) {
      throw ApiFailure.changed();
    }
  }
}
