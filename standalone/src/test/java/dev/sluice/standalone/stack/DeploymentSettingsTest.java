package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nobody complains about a variable that no setting reads: every one that compose and Kubernetes
 * give to a service must be one of that service's settings.
 */
class DeploymentSettingsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> PACKAGES =
      Map.of(
          "sluice/gateway-service", "dev.sluice.gateway",
          "sluice/admin-ui", "dev.sluice.admin",
          "sluice/tokenizer-service", "dev.sluice.tokenizer",
          "sluice/inference-service", "dev.sluice.inference");

  /** What a deployment gives to one image. */
  private record Given(String image, List<String> variables) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Metadata(List<Property> properties) {
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Property(String name) {}
  }

  @Test
  void compose_variables_areSettingsOfTheService() throws Exception {
    List<Given> given = new ArrayList<>();
    for (Map<?, ?> service : maps(documents("docker-compose.yml").getFirst().get("services"))) {
      Map<?, ?> variables = (Map<?, ?>) service.get("environment");
      given.add(
          new Given(
              (String) service.get("image"),
              variables.keySet().stream().map(String::valueOf).toList()));
    }
    assertSettings(given);
  }

  @Test
  void kubernetes_variables_areSettingsOfTheService() throws Exception {
    List<Given> given = new ArrayList<>();
    for (String service : List.of("admin", "gateway", "tokenizer", "inference")) {
      for (Map<?, ?> document : documents("k8s/base/" + service + ".yaml")) {
        if ("Deployment".equals(document.get("kind"))) {
          Map<?, ?> pod = map(map(map(document.get("spec")).get("template")).get("spec"));
          Map<?, ?> container = map(((List<?>) pod.get("containers")).getFirst());
          given.add(
              new Given(
                  (String) container.get("image"),
                  ((List<?>) container.get("env"))
                      .stream().map(entry -> (String) map(entry).get("name")).toList()));
        }
      }
    }
    assertSettings(given);
  }

  private static void assertSettings(List<Given> given) throws Exception {
    List<String> frameworks = frameworkNames();
    List<Given> ours = given.stream().filter(g -> PACKAGES.containsKey(g.image())).toList();
    assertThat(ours.stream().map(Given::image)).containsAll(PACKAGES.keySet());
    for (Given service : ours) {
      List<String> known = names(PACKAGES.get(service.image()));
      known.addAll(names("dev.sluice.shell"));
      known.addAll(frameworks);
      assertThat(service.variables())
          .as(service.image())
          // helpers of the manifests themselves, put into other values by $(NAME)
          .filteredOn(name -> !name.startsWith("MODEL_"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(known).anyMatch(setting -> isSetBy(setting, name)));
    }
  }

  /** A map's name ends in a star and is followed by a key. */
  private static boolean isSetBy(String setting, String variable) {
    return setting.endsWith("*")
        ? variable.startsWith(setting.substring(0, setting.length() - 1))
        : variable.equals(setting);
  }

  private static List<String> names(String roomsOf) throws Exception {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    List<String> names = new ArrayList<>();
    for (var candidate : scanner.findCandidateComponents(roomsOf)) {
      Class<?> type = Class.forName(candidate.getBeanClassName());
      collect(type, type.getAnnotation(ConfigurationProperties.class).value(), names);
    }
    return names;
  }

  private static void collect(Class<?> type, String prefix, List<String> names) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
      if (component.getType().isRecord()) {
        collect(component.getType(), key, names);
      } else {
        names.add(variable(key) + (component.getType() == Map.class ? "_*" : ""));
      }
    }
  }

  private static List<String> frameworkNames() throws IOException {
    JsonMapper json = new JsonMapper();
    List<String> names = new ArrayList<>();
    ClassLoader loader = DeploymentSettingsTest.class.getClassLoader();
    for (URL file :
        Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        json.readValue(in, Metadata.class).properties().forEach(p -> names.add(variable(p.name())));
      }
    }
    return names;
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static List<Map<?, ?>> documents(String file) throws IOException {
    List<Map<?, ?>> documents = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(ROOT.resolve(file))) {
      new Yaml().loadAll(reader).forEach(document -> documents.add(map(document)));
    }
    return documents;
  }

  private static List<Map<?, ?>> maps(Object parent) {
    Stream<?> values = map(parent).values().stream();
    return values.<Map<?, ?>>map(DeploymentSettingsTest::map).toList();
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }
}
