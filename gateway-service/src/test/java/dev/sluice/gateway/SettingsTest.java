package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.completion.CompletionProperties;
import dev.sluice.gateway.openai.OpenAiProperties;
import dev.sluice.gateway.quota.QuotaProperties;
import dev.sluice.gateway.route.RouteProperties;
import dev.sluice.gateway.tenant.TenantProperties;
import dev.sluice.gateway.upstream.UpstreamProperties;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** The documented keys are exactly the ones that are read. */
class SettingsTest {
  private static final String ROOT = "sluice.gateway";
  private static final List<Class<? extends Record>> RECORDS =
      List.of(
          TenantProperties.class,
          RouteProperties.class,
          UpstreamProperties.class,
          QuotaProperties.class,
          CompletionProperties.class,
          OpenAiProperties.class);

  @Test
  void documentedKeys_allAndOnlyThoseOfTheRecords() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Class<? extends Record> record : RECORDS) {
      addKeys(known, record.getAnnotation(ConfigurationProperties.class).value(), record);
    }
    Set<String> documented = new TreeSet<>();
    for (String name : yml().getPropertyNames()) {
      if (name.startsWith(ROOT)) {
        documented.add(name);
      }
    }
    assertThat(documented).isEqualTo(known);
  }

  @Test
  void documentedValues_bindToEachRecord() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "secret", new TreeMap<>(Map.of("sluice.internal-secret", "0123456789abcdef"))));
    environment.getPropertySources().addLast(yml());
    Binder binder = Binder.get(environment);
    for (Class<? extends Record> record : RECORDS) {
      String prefix = record.getAnnotation(ConfigurationProperties.class).value();
      assertThat(binder.bind(prefix, Bindable.of(record)).isBound()).as(prefix).isTrue();
    }
  }

  @Test
  void internalSecret_tooShort_saysHowLong() {
    assertThatThrownBy(
            () ->
                new UpstreamProperties(
                    "short", null, null, null, null, null, null, null, null, null, 1, 1, null,
                    null))
        .hasMessageContaining("5 characters")
        .hasMessageNotContaining("short ");
  }

  private static void addKeys(Set<String> keys, String prefix, Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      String name =
          component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
      if (component.getType().isRecord()) {
        addKeys(keys, prefix + "." + name, component.getType());
      } else if (component.getType() != Map.class) {
        // A map's keys are the operator's; the file shows them in a comment.
        keys.add(prefix + "." + name);
      }
    }
  }

  private static EnumerablePropertySource<?> yml() throws IOException {
    return (EnumerablePropertySource<?>)
        new YamlPropertySourceLoader()
            .load("yml", new ClassPathResource("gateway-service.yml"))
            .getFirst();
  }
}
