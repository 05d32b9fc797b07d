package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Spring Boot takes the shared reader instead of making one for each context. */
class SharedMetadataTest {
  private final SharedMetadata metadata = new SharedMetadata();

  @ImportAutoConfiguration(PropertyPlaceholderAutoConfiguration.class)
  private static class Nothing {}

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Nothing.class)
        .web(WebApplicationType.NONE)
        .initializers(metadata)
        .properties("spring.main.banner-mode=off")
        .run();
  }

  @Test
  void run_twoContexts_haveOneReader() {
    try (ConfigurableApplicationContext first = start();
        ConfigurableApplicationContext second = start()) {
      // By type: one that Spring Boot made beside it would make this ambiguous.
      assertThat(second.getBean(MetadataReaderFactory.class))
          .isSameAs(first.getBean(MetadataReaderFactory.class));
    }
  }
}
