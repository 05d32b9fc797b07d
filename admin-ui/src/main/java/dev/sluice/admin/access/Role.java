package dev.sluice.admin.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a user may do; each role may also do what the ones before may. */
public enum Role {
  VIEWER,
  OPERATOR,
  ADMIN;

  /** The lower-case name, on the wire and in the database. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
