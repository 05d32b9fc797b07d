package dev.sluice.gateway;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

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

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
