package dev.sluice.gateway;

import dev.sluice.shell.ExchangeEnd;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/** The gateway service. Settings: {@code gateway-service.yml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {
  /** Starts the service. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(GatewayApplication.class)
        .properties("spring.config.name=gateway-service")
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

  /** Ends a stream whose client has left before the first byte was written. */
  @Bean
  ExchangeEnd exchangeEnd() {
    return new ExchangeEnd();
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
