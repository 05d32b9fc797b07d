package dev.sluice.admin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL for the tests of this JVM, never none: a container where a container runtime can
 * start one, else the binaries that come as a Maven artifact. Those start as root too, because they
 * are then run in a user namespace of their own.
 */
public final class PostgresForTests {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresForTests.class);
  private static final String IMAGE = "postgres:17";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** Where it listens and who may enter. */
  record Server(String authority, String database, String user, String password) {}

  private static final class Lazy {
    private static final Server SERVER =
        DockerClientFactory.instance().isDockerAvailable() ? containerOrBinaries() : binaries();
  }

  private PostgresForTests() {}

  /** The settings that make the control plane use a fresh database of its own. */
  public static Map<String, String> settings() {
    Server server = Lazy.SERVER;
    String place = "postgresql://" + server.authority() + "/" + freshDatabase(server);
    return Map.of(
        "spring.r2dbc.url", "r2dbc:" + place,
        "spring.r2dbc.username", server.user(),
        "spring.r2dbc.password", server.password(),
        "spring.flyway.url", "jdbc:" + place,
        "spring.flyway.user", server.user(),
        "spring.flyway.password", server.password());
  }

  private static String freshDatabase(Server server) {
    String name = "test_" + DATABASES.incrementAndGet();
    String url = "jdbc:postgresql://" + server.authority() + "/" + server.database();
    try (Connection connection =
            DriverManager.getConnection(url, server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException("the database " + name + " cannot be made", e);
    }
  }

  /** A runtime that has neither the image nor a registry to pull it from is as good as none. */
  private static Server containerOrBinaries() {
    try {
      return container();
    } catch (RuntimeException e) {
      LOG.warn("no PostgreSQL container ({}), using the binaries", e.getMessage());
      return binaries();
    }
  }

  private static Server container() {
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    container.start();
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
    return new Server(
        container.getHost() + ":" + container.getFirstMappedPort(),
        container.getDatabaseName(),
        container.getUsername(),
        container.getPassword());
  }

  private static Server binaries() {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      return new Server("127.0.0.1:" + server.getPort(), "postgres", "postgres", "");
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be started", e);
    }
  }
}
