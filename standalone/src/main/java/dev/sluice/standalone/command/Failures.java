package dev.sluice.standalone.command;

import dev.sluice.codec.TemplateException;
import dev.sluice.codec.TokenizerException;
import dev.sluice.engine.convert.ConversionException;
import dev.sluice.engine.generate.RejectedRequestException;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.standalone.admin.AdminException;
import dev.sluice.standalone.measure.MeasureException;
import dev.sluice.standalone.models.ModelUnavailableException;
import dev.sluice.standalone.plot.PlotException;
import dev.sluice.standalone.stack.StackException;
import dev.sluice.standalone.terminal.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The one place where a failure becomes a sentence on stderr and an exit code. */
final class Failures {
  private Failures() {}

  static int report(Console console, Exception failure, boolean isVerbose) {
    console.err().println("sluice: " + sentence(describe(failure)));
    if (isVerbose) {
      failure.printStackTrace(console.err());
    } else if (!isExpected(failure)) {
      console.err().println("This was not expected; --verbose shows where it happened.");
    }
    return SluiceCommand.EXIT_FAILURE;
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof CommandFailure
        || failure instanceof ModelLoadException
        || failure instanceof ConversionException
        || failure instanceof TokenizerException
        || failure instanceof TemplateException
        || failure instanceof RejectedRequestException
        || failure instanceof ModelUnavailableException
        || failure instanceof MeasureException
        || failure instanceof PlotException
        || failure instanceof StackException
        || failure instanceof AdminException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException;
  }

  private static String describe(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException wrapped -> describe(wrapped.getCause());
      case NoSuchFileException missing -> "There is no file " + missing.getFile();
      case AccessDeniedException denied -> "No permission for " + denied.getFile();
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }

  /** One line, ended by a full stop. */
  static String sentence(String message) {
    String line = message.strip().replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", " ");
    return line.endsWith(".") || line.endsWith("!") || line.endsWith("?") ? line : line + ".";
  }
}
