package dev.sluice.admin.identity;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.audit.AuditTrail;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Makes the first project and the first key. */
@Component
public class FirstKey {
  private static final String PROJECT = "default";
  private static final ApiKey.Edit UNLIMITED =
      new ApiKey.Edit("bootstrap", List.of(), null, null, null, null, null);

  private final Projects projects;
  private final Keys keys;
  private final KeyRepository rows;
  private final KeySecrets secrets;
  private final TransactionalOperator transaction;

  FirstKey(
      Projects projects,
      Keys keys,
      KeyRepository rows,
      KeySecrets secrets,
      TransactionalOperator transaction) {
    this.projects = projects;
    this.keys = keys;
    this.rows = rows;
    this.secrets = secrets;
    this.transaction = transaction;
  }

  /** Makes a key of a secret that the operator chose, unless it is one already. */
  public Mono<Void> ensure(String secret) {
    return rows.findBySecretHash(secrets.hash(secret))
        .hasElement()
        .filter(exists -> !exists)
        .flatMap(_ -> insert(secret))
        .then();
  }

  /** Makes a key in a database that has none; gives its secret, or nothing. */
  public Mono<String> generate() {
    return rows.page(Cursor.START.atMillis(), Cursor.START.id(), 1)
        .hasElements()
        .filter(exist -> !exist)
        .flatMap(_ -> insert(secrets.fresh()));
  }

  private Mono<String> insert(String secret) {
    return projects
        .ensure(PROJECT, false)
        .flatMap(
            project ->
                keys.insert(AuditTrail.SYSTEM, "key.create", project.id(), UNLIMITED, secret))
        .map(Keys.Created::secret)
        .as(transaction::transactional);
  }
}
