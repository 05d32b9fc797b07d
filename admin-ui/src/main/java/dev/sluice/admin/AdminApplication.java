package dev.sluice.admin;

import dev.sluice.shell.InternalDoor;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

/** The control plane. Settings: {@code admin-ui.yml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(InternalDoor.class)
public class AdminApplication {
  /** Starts the service. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(AdminApplication.class)
        .properties("spring.config.name=admin-ui")
        .run(arguments);
  }

  /**
   * Event loops of its own: the global ones would be stopped for every service of the process when
   * this one is closed.
   */
  @Bean
  ReactorResourceFactory reactorResources() {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
