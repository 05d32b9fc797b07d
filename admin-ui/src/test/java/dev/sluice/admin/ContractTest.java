package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.access.RoleTable;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The running endpoints, the table of roles and {@code openapi/admin.yaml} say the same. */
class ContractTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  @TempDir static Path data;
  private static AdminUnderTest admin;

  @BeforeAll
  static void start() {
    admin = AdminUnderTest.start(data, Map.of());
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @Test
  void mappings_ofTheRunningControlPlane_areThoseOfTheContract() throws Exception {
    Set<String> mapped = new TreeSet<>();
    admin.bean(DispatcherHandler.class).getHandlerMappings().stream()
        .filter(RequestMappingHandlerMapping.class::isInstance)
        .map(RequestMappingHandlerMapping.class::cast)
        .flatMap(mappings -> mappings.getHandlerMethods().keySet().stream())
        .forEach(
            mapping ->
                mapping.getPatternsCondition().getPatterns().stream()
                    .filter(pattern -> pattern.getPatternString().startsWith("/api/"))
                    .forEach(
                        pattern ->
                            mapping
                                .getMethodsCondition()
                                .getMethods()
                                .forEach(method -> mapped.add(method + " " + pattern))));
    assertThat(mapped).isNotEmpty().isEqualTo(contract().keySet());
  }

  /** What is not below /api has no role, so that there is nothing but what is listed here. */
  @Test
  void mappings_outsideOfTheApi_areInternal() {
    Set<String> outside = new TreeSet<>();
    admin.bean(DispatcherHandler.class).getHandlerMappings().stream()
        .filter(RequestMappingHandlerMapping.class::isInstance)
        .map(RequestMappingHandlerMapping.class::cast)
        .flatMap(mappings -> mappings.getHandlerMethods().keySet().stream())
        .flatMap(mapping -> mapping.getPatternsCondition().getPatterns().stream())
        .map(Object::toString)
        .filter(path -> !path.startsWith("/api/") && !path.startsWith("/internal/"))
        .forEach(outside::add);
    assertThat(outside).isEmpty();
  }

  @Test
  void roles_ofTheTable_areThoseOfTheContract() throws Exception {
    Map<String, String> roles = new TreeMap<>();
    RoleTable.api()
        .forEach(
            rule ->
                roles.put(
                    rule.method() + " " + rule.path(),
                    rule.least() == null ? "none" : rule.least().wire()));
    assertThat(roles).isEqualTo(contract());
  }

  /** Method and path to the least role. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> contract() throws Exception {
    Map<String, String> operations = new TreeMap<>();
    try (InputStream file = ContractTest.class.getResourceAsStream("/openapi/admin.yaml")) {
      Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
      Map<String, Map<String, Map<String, Object>>> paths =
          (Map<String, Map<String, Map<String, Object>>>) root.get("paths");
      paths.forEach(
          (path, methods) ->
              methods.forEach(
                  (method, operation) -> {
                    if (METHODS.contains(method)) {
                      operations.put(
                          method.toUpperCase(Locale.ROOT) + " " + path,
                          (String) operation.get("x-role"));
                    }
                  }));
    }
    return operations;
  }
}
