package dev.sluice.standalone.command.admin;

import dev.sluice.standalone.admin.AdminApi;
import dev.sluice.standalone.admin.AdminException;
import dev.sluice.standalone.terminal.Console;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all commands share: the control plane, and where results go. */
record Session(Console console, AdminApi api) {
  void print(String line) {
    console.out().println(line);
    console.out().flush();
  }

  void printJson(Object value) {
    print(JsonMapper.shared().writeValueAsString(value));
  }

  /** The one of a list that has this name or id. */
  JsonNode named(String what, Iterable<JsonNode> all, String nameField, String wanted) {
    List<JsonNode> list = new java.util.ArrayList<>();
    all.forEach(list::add);
    List<JsonNode> found =
        list.stream()
            .filter(
                item ->
                    item.get("id").asString().equals(wanted)
                        || item.get(nameField).asString().equals(wanted))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    String names =
        list.stream()
            .map(item -> "'" + item.get(nameField).asString() + "'")
            .distinct()
            .limit(10)
            .collect(Collectors.joining(", "));
    throw new AdminException(
        found.isEmpty()
            ? "There is no %s '%s'%s."
                .formatted(what, wanted, names.isEmpty() ? "" : "; there is " + names)
            : "There are %d of %s '%s'; say which by its id."
                .formatted(found.size(), what, wanted));
  }

  JsonNode project(String nameOrId) {
    return named("project", api.get("/api/v1/projects", Map.of()), "name", nameOrId);
  }

  JsonNode key(String nameOrId) {
    return named("key", api.all("/api/v1/keys", Map.of()), "name", nameOrId);
  }

  JsonNode version(String nameOrId) {
    return named("version", api.get("/api/v1/model-versions", Map.of()), "servedModel", nameOrId);
  }

  JsonNode organisation(String nameOrId) {
    return named("organisation", api.get("/api/v1/organisations", Map.of()), "name", nameOrId);
  }
}
