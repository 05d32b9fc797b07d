package dev.sluice.standalone.command;

import dev.sluice.engine.model.Decoder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * How many tokens the model shall see at once, and whether that may be more than it was made for.
 */
final class WindowOptions {
  @Spec(Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--extrapolate",
      description = "Allow a --context beyond the one that the model was made for.")
  private boolean isExtrapolate;

  /**
   * @param context the value of {@code --context}, 0 when it was not given
   */
  int require(int context) {
    if (context < 2) {
      throw new ParameterException(
          mixee.commandLine(),
          context == 0
              ? "--context is missing: the number of tokens that the model sees at once"
              : "--context is " + context + " and must be 2 or more");
    }
    return context;
  }

  void check(Decoder decoder, int context) {
    int trained = decoder.description().trainedContextLength();
    if (context > trained && !isExtrapolate) {
      throw new CommandFailure(
          "A context of "
              + context
              + " tokens is beyond the "
              + trained
              + " that the model was made for: stretch it with --rope-scaling, or measure it all the"
              + " same with --extrapolate");
    }
  }
}
