package dev.sluice.admin.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.GatewaySnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What keeps getting the same target of a public name. */
enum Sticky {
  NONE,
  KEY,
  SESSION;

  @JsonValue
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As a client writes it; nothing is none. */
  static Sticky of(String text) {
    if (text == null) {
      return NONE;
    }
    List<String> all = Arrays.stream(values()).map(Sticky::wire).toList();
    return Arrays.stream(values())
        .filter(sticky -> sticky.wire().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ApiFailure.invalid(
                    "sticky", "sticky is '%s' and must be one of %s".formatted(text, all)));
  }

  GatewaySnapshot.Sticky toSnapshot() {
    return GatewaySnapshot.Sticky.valueOf(name());
  }
}
