package dev.sluice.admin.playground;

import dev.sluice.admin.identity.ConsoleKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place where this room meets {@code identity}. */
@Configuration(proxyBeanMethods = false)
class ConsoleKeyAccess {
  @Bean
  PlaygroundController.ConsoleSecret consoleSecret(ConsoleKey key) {
    return key::secret;
  }
}
