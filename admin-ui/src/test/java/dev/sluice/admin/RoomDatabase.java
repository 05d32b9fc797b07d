package dev.sluice.admin;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** A migrated database for tests of a room's tables, without the rest of the application. */
public final class RoomDatabase implements AutoCloseable {
  private final DatabaseClient client;
  private final TransactionalOperator transaction;
  private final AutoCloseable server;

  private RoomDatabase(String r2dbcUrl, String jdbcUrl, String user, AutoCloseable server) {
    Flyway.configure()
        .dataSource(jdbcUrl, user, "")
        .locations("classpath:db/migration")
        .load()
        .migrate();
    ConnectionFactory connections = ConnectionFactories.get(r2dbcUrl);
    this.client = DatabaseClient.create(connections);
    this.transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
    this.server = server;
  }

  public static RoomDatabase h2() {
    String name = "room-" + UUID.randomUUID();
    String options =
        ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=";
    return new RoomDatabase(
        "r2dbc:h2:mem:///" + name + options, "jdbc:h2:mem:" + name + options, "sa", () -> {});
  }

  public static RoomDatabase postgres() {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      return new RoomDatabase(
          "r2dbc:postgresql://postgres@localhost:%d/postgres".formatted(server.getPort()),
          server.getJdbcUrl("postgres", "postgres"),
          "postgres",
          server);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
    }
  }

  public DatabaseClient client() {
    return client;
  }

  public TransactionalOperator transaction() {
    return transaction;
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
