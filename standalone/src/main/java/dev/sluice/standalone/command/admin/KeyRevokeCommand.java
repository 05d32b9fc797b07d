package dev.sluice.standalone.command.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice admin key revoke}. */
@Command(name = "revoke", description = "Ends a key; gateways refuse it within two seconds.")
final class KeyRevokeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "KEY", description = "Name or id.")
  private String key;

  KeyRevokeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String id = session.key(key).get("id").asString();
    session.api().post("/api/v1/keys/" + id + "/revoke", Map.of());
    session.print("revoked " + id);
    return 0;
  }
}
