package dev.sluice.standalone;

import dev.sluice.standalone.command.SluiceCommand;
import dev.sluice.standalone.terminal.Console;

/** Runs the command line and ends the process with the command's exit code. */
public final class Sluice {
  private Sluice() {}

  public static void main(String[] arguments) {
    VectorModule.add();
    Console console = Console.ofProcess();
    int code = SluiceCommand.commandLine(console, System.getenv(), arguments).execute(arguments);
    console.out().flush();
    console.err().flush();
    // Not a plain return: worker threads of a backend may still be parked.
    System.exit(code);
  }
}
