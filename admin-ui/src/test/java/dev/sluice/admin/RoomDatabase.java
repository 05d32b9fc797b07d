package dev.sluice.admin;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** A migrated database for tests of a room's tables, without the rest of the application. */
public final class RoomDatabase {
  private final DatabaseClient client;
  private final TransactionalOperator transaction;

  private RoomDatabase(
      ConnectionFactoryOptions r2dbc, String jdbcUrl, String user, String password) {
    Flyway.configure()
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/migration")
        .load()
        .migrate();
    ConnectionFactory connections = ConnectionFactories.get(r2dbc);
    this.client = DatabaseClient.create(connections);
    this.transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
  }

  public static RoomDatabase h2() {
    String name = "room-" + UUID.randomUUID();
    String options =
        ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=";
    return new RoomDatabase(
        ConnectionFactoryOptions.parse("r2dbc:h2:mem:///" + name + options),
        "jdbc:h2:mem:" + name + options,
        "sa",
        "");
  }

  /** A database of its own on the server that all tests share. */
  public static RoomDatabase postgres() {
    Map<String, String> server = PostgresForTests.settings();
    String user = server.get("spring.flyway.user");
    String password = server.get("spring.flyway.password");
    String name = "room_" + UUID.randomUUID().toString().replace('-', '_');
    String jdbcUrl = server.get("spring.flyway.url");
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("the database %s cannot be made".formatted(name), e);
    }
    ConnectionFactoryOptions options =
        ConnectionFactoryOptions.parse(server.get("spring.r2dbc.url"))
            .mutate()
            .option(ConnectionFactoryOptions.USER, user)
            .option(ConnectionFactoryOptions.PASSWORD, password)
            .option(ConnectionFactoryOptions.DATABASE, name)
            .build();
    String place = jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/') + 1) + name;
    return new RoomDatabase(options, place, user, password);
  }

  public DatabaseClient client() {
    return client;
  }

  public TransactionalOperator transaction() {
    return transaction;
  }
}
