package dev.sluice.shell;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The beans that guard {@code /internal/**}; a service imports this class. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InternalDoorSettings.class)
public class InternalDoor {
  /** What is guarded. */
  static final String PATHS = "/internal/**";

  @Bean
  SignedContextFilter signedContextFilter(InternalDoorSettings settings) {
    return new SignedContextFilter(settings.internalSecret(), Clock.systemUTC());
  }

  @Bean
  ExchangeEnd exchangeEnd() {
    return new ExchangeEnd();
  }

  @Bean
  ErrorDetailWriter errorDetailWriter(JsonMapper json) {
    return new ErrorDetailWriter(json);
  }
}
