package dev.sluice.standalone.command.admin;

import dev.sluice.standalone.admin.AdminApi;
import dev.sluice.standalone.terminal.Console;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice admin}: keys, quotas, models and usage of a running control plane. */
@Command(
    name = "admin",
    description = {
      "Manages a running control plane: keys, quotas, models, usage.",
      "Where it is and who calls comes from SLUICE_ADMIN_URL (default: "
          + AdminApi.DEFAULT_URL
          + "),"
          + " SLUICE_ADMIN_USER (default: admin) and SLUICE_ADMIN_PASSWORD, or SLUICE_ADMIN_TOKEN."
    },
    synopsisSubcommandLabel = "COMMAND")
public final class AdminCommand implements Runnable {
  @Spec private CommandSpec spec;

  private AdminCommand() {}

  /** The group with all its commands. */
  public static CommandLine commandLine(Console console, Map<String, String> environment) {
    Session session = new Session(console, AdminApi.of(environment));
    return new CommandLine(new AdminCommand())
        .addSubcommand(new LogInCommand(session))
        .addSubcommand(
            group("key", "Creates, lists, rotates and revokes API keys.")
                .addSubcommand(new KeyCreateCommand(session))
                .addSubcommand(new KeyListCommand(session))
                .addSubcommand(new KeyRotateCommand(session))
                .addSubcommand(new KeyRevokeCommand(session)))
        .addSubcommand(
            group("quota", "Sets, lists and deletes quotas.")
                .addSubcommand(new QuotaSetCommand(session))
                .addSubcommand(new QuotaListCommand(session))
                .addSubcommand(new QuotaDeleteCommand(session)))
        .addSubcommand(
            group("model", "Registers and lists versions, promotes and splits.")
                .addSubcommand(new ModelListCommand(session))
                .addSubcommand(new ModelRegisterCommand(session))
                .addSubcommand(new ModelPlanCommand(session))
                .addSubcommand(new ModelVersionsCommand(session))
                .addSubcommand(new ModelRetryCommand(session))
                .addSubcommand(new ModelPromoteCommand(session))
                .addSubcommand(new ModelSplitCommand(session)))
        .addSubcommand(
            group("usage", "Exports usage.").addSubcommand(new UsageExportCommand(session)));
  }

  private static CommandLine group(String name, String description) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().name(name).usageMessage().description(description);
    return group;
  }

  /** A name with commands below it. */
  @Command(synopsisSubcommandLabel = "COMMAND")
  private static final class Group implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "A command is missing");
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }
}
