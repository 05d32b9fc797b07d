package dev.sluice.admin.identity;

import dev.sluice.contract.KeyHash;
import dev.sluice.contract.KeyScope;
import dev.sluice.shell.InternalDoorSettings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The key with which the console's playground calls the gateway. Its secret is derived from the
 * internal secret, so it is stored nowhere and the same on every replica; its project is not
 * listed.
 */
@Component
public class ConsoleKey {
  private static final String PROJECT = "console";

  /** Everything, and versions by themselves: the console shows and tries what is not out yet. */
  private static final String SCOPES =
      Arrays.stream(KeyScope.values()).map(KeyScope::wire).collect(Collectors.joining("\n"));

  private final String secret;
  private final Projects projects;
  private final Keys keys;
  private final KeyRepository rows;
  private final KeySecrets secrets;
  private final TransactionalOperator transaction;

  ConsoleKey(
      InternalDoorSettings door,
      Projects projects,
      Keys keys,
      KeyRepository rows,
      KeySecrets secrets,
      TransactionalOperator transaction) {
    this.secret = "sk-sluice-" + KeyHash.of(door.internalSecret(), "the console's API key");
    this.projects = projects;
    this.keys = keys;
    this.rows = rows;
    this.secrets = secrets;
    this.transaction = transaction;
  }

  /** What the playground sends as its bearer token. */
  public String secret() {
    return secret;
  }

  /**
   * Makes the key known to gateways, again when the secret, the pepper or what it may do changed.
   */
  public Mono<Void> ensure() {
    ApiKey.Edit unlimited = new ApiKey.Edit("playground", List.of(), null, null, null, null, null);
    return rows.findBySecretHash(secrets.hash(secret))
        .filter(key -> key.scopes().equals(SCOPES))
        .hasElement()
        .filter(exists -> !exists)
        .flatMap(_ -> projects.ensure(PROJECT, true))
        .flatMap(
            project ->
                rows.deleteByProjectId(project.id())
                    .then(keys.insertSystem(project.id(), unlimited, SCOPES, secret)))
        .then()
        .as(transaction::transactional);
  }
}
