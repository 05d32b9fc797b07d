package dev.sluice.admin.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the database room.
 *
 * @param data folder of the embedded database and of generated credentials
 */
@ConfigurationProperties("sluice.admin")
public record DatabaseSettings(Path data) {
  public DatabaseSettings {
    data = (data == null ? Path.of("data", "admin") : data).toAbsolutePath().normalize();
  }
}
