package dev.sluice.standalone.command;

import dev.sluice.standalone.terminal.Console;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as indented JSON on stdout. */
final class JsonOutput {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonOutput() {}

  static void print(Console console, Object value) {
    console.out().println(MAPPER.writeValueAsString(value));
  }
}
