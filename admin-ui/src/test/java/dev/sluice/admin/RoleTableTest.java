package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.access.RoleTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The table of roles against the contract. */
class RoleTableTest {
  @Test
  void api_everyOperationOfTheContract_hasItsRole() throws IOException {
    Map<String, String> wanted = contract();
    Map<String, String> table =
        RoleTable.api().stream()
            .collect(
                Collectors.toMap(
                    rule -> rule.method() + " " + rule.path().getPatternString(),
                    rule -> rule.least() == null ? "none" : rule.least().wire()));
    assertThat(wanted).hasSizeGreaterThan(20);
    assertThat(new TreeMap<>(table)).isEqualTo(wanted);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> contract() throws IOException {
    Map<String, String> roles = new TreeMap<>();
    try (InputStream yaml = RoleTable.class.getResourceAsStream("/openapi/admin.yaml")) {
      Map<String, Map<String, Object>> document = new Yaml().load(yaml);
      document
          .get("paths")
          .forEach(
              (path, operations) ->
                  ((Map<String, Map<String, Object>>) operations)
                      .forEach(
                          (method, operation) ->
                              roles.put(
                                  method.toUpperCase(Locale.ROOT) + " " + path,
                                  (String) operation.get("x-role"))));
    }
    return roles;
  }
}
