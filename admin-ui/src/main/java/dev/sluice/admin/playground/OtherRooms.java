package dev.sluice.admin.playground;

import dev.sluice.admin.identity.ConsoleKey;
import dev.sluice.admin.registry.VersionDesk;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place where this room meets {@code identity} and {@code registry}. */
@Configuration(proxyBeanMethods = false)
class OtherRooms {
  @Bean
  PlaygroundController.ConsoleSecret consoleSecret(ConsoleKey key) {
    return key::secret;
  }

  @Bean
  PlaygroundController.KnownVersions knownVersions(VersionDesk desk) {
    return desk::served;
  }
}
