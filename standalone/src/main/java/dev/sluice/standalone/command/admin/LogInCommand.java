package dev.sluice.standalone.command.admin;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice admin login}: a token for {@code SLUICE_ADMIN_TOKEN}. */
@Command(
    name = "login",
    description = "Logs in and prints the session's token, for SLUICE_ADMIN_TOKEN.")
final class LogInCommand implements Callable<Integer> {
  private final Session session;

  LogInCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.print(session.api().logIn());
    return 0;
  }
}
