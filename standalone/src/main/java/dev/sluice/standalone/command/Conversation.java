package dev.sluice.standalone.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A conversation file as template variables; what it does not say gets the usual default. */
final class Conversation {
  private Conversation() {}

  static Map<String, Object> read(Path file) throws IOException {
    Map<String, Object> given;
    try {
      given =
          JsonMapper.shared()
              .readValue(Files.readAllBytes(file), new TypeReference<Map<String, Object>>() {});
    } catch (JacksonException e) {
      throw new CommandFailure(file + " is not a JSON object: " + e.getOriginalMessage(), e);
    }
    if (given == null || !(given.get("messages") instanceof List)) {
      throw new CommandFailure(file + " has no array 'messages'");
    }
    Map<String, Object> variables = new HashMap<>(given);
    variables.putIfAbsent("tools", null);
    variables.putIfAbsent("documents", null);
    variables.putIfAbsent("add_generation_prompt", false);
    return variables;
  }

  /** Removes {@code now} and gives a clock that stands there; the real one when there is none. */
  static Clock takeClock(Map<String, Object> variables) {
    Object now = variables.remove("now");
    if (now == null) {
      return Clock.systemDefaultZone();
    }
    try {
      ZoneId zone = ZoneId.systemDefault();
      return Clock.fixed(LocalDateTime.parse(now.toString()).atZone(zone).toInstant(), zone);
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          "'now' is " + now + " and must be a time like 2024-07-26T10:30:00", e);
    }
  }
}
