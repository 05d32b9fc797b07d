package dev.sluice.admin.database;

import io.r2dbc.h2.H2ConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An H2 file in the data folder, used while {@code spring.r2dbc.url} is not set. The URL is built
 * here and not in the settings because a folder may hold blanks and may be relative, which H2 and
 * R2DBC URLs do not allow.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.r2dbc.url", havingValue = "false", matchIfMissing = true)
public class EmbeddedDatabase {
  /**
   * Unquoted and quoted names mean the same, as the migrations and Spring Data need it. The file is
   * closed with the last connection of the pool, and not by a hook of H2 that may run before.
   */
  private static final String OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
          + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private static final String USER = "sluice";

  @Bean
  R2dbcConnectionDetails embeddedConnection(DatabaseSettings settings) {
    String url = url(settings);
    return () ->
        ConnectionFactoryOptions.builder()
            .option(ConnectionFactoryOptions.DRIVER, H2ConnectionFactoryProvider.H2_DRIVER)
            .option(H2ConnectionFactoryProvider.URL, url)
            .option(ConnectionFactoryOptions.USER, USER)
            .option(ConnectionFactoryOptions.PASSWORD, "")
            .build();
  }

  @Bean
  Migration embeddedMigration(DatabaseSettings settings) {
    return new Migration("jdbc:h2:" + url(settings));
  }

  /**
   * Where Flyway goes. It is of both types because Spring Boot runs Flyway only where there is a
   * URL in the settings or a {@link JdbcConnectionDetails}, and then asks the other one.
   */
  record Migration(String url) implements FlywayConnectionDetails, JdbcConnectionDetails {
    @Override
    public String getJdbcUrl() {
      return url;
    }

    @Override
    public String getUsername() {
      return USER;
    }

    @Override
    public String getPassword() {
      return "";
    }

    @Override
    public String getDriverClassName() {
      return "org.h2.Driver";
    }
  }

  private static String url(DatabaseSettings settings) {
    Path folder = settings.data();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder " + folder + " cannot be made", e);
    }
    return "file:" + folder.resolve("sluice") + OPTIONS;
  }
}
