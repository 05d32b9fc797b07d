package dev.sluice.admin.bootstrap;

import dev.sluice.admin.access.FirstUser;
import dev.sluice.admin.database.EmbeddedDatabase;
import dev.sluice.admin.identity.ConsoleKey;
import dev.sluice.admin.identity.FirstKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/**
 * Runs while the context starts, before the first request is taken, and changes nothing in a
 * database that has what it needs.
 */
@Configuration(proxyBeanMethods = false)
class FirstStart {
  /** 144 bits. */
  private static final int PASSWORD_BYTES = 18;

  @Bean
  @DependsOnDatabaseInitialization
  BootstrapCredentials bootstrapCredentials(
      BootstrapSettings settings,
      FirstUser user,
      FirstKey key,
      ConsoleKey console,
      CredentialsFile file,
      ObjectProvider<EmbeddedDatabase> embedded) {
    console.ensure().block();
    Optional<String> password =
        user.ensure(settings.bootstrapPassword(), () -> generate(file)).blockOptional();
    boolean mayCreate =
        settings.createBootstrapKey() == null
            ? embedded.getIfAvailable() != null
            : settings.createBootstrapKey();
    Optional<String> secret = firstKey(settings, key, mayCreate).blockOptional();
    BootstrapCredentials made =
        new BootstrapCredentials(FirstUser.USERNAME, password.orElse(null), secret.orElse(null));
    if (!made.isEmpty()) {
      file.write(made);
    }
    return made;
  }

  private static Mono<String> firstKey(BootstrapSettings settings, FirstKey key, boolean create) {
    if (settings.bootstrapApiKey() != null) {
      return key.ensure(settings.bootstrapApiKey()).then(Mono.empty());
    }
    return create ? key.generate() : Mono.empty();
  }

  private static String generate(CredentialsFile file) {
    file.check();
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
