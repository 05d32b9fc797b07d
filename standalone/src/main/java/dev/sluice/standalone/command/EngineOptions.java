package dev.sluice.standalone.command;

import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.RopeOverride;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How to run the model. */
final class EngineOptions {
  @Spec(Target.MIXEE)
  private CommandSpec mixee;

  /** The backends a user may ask for. */
  enum Backend {
    AUTO("auto"),
    SCALAR("scalar"),
    VECTOR("vector"),
    VECTOR_INT8("vector-int8"),
    CUDA("cuda");

    private final String id;

    Backend(String id) {
      this.id = id;
    }

    @Override
    public String toString() {
      return id;
    }
  }

  @Option(
      names = "--backend",
      defaultValue = "auto",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). vector-int8 rounds activations to"
              + " eight bits for weights of four to six bits: faster, and results differ a little.")
  private Backend backend;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Worker threads (default: one per core).")
  private int threads;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "TOKENS",
      defaultValue = "0",
      description = "Most tokens of one sequence (default: the model's own).")
  private int context;

  @Option(
      names = "--rope-scaling",
      paramLabel = "METHOD",
      description =
          "Positions instead of the model's own: none, linear:F, dynamic:F, yarn:F or llama3:F with"
              + " the factor F by which the context grows, as in yarn:4 or yarn:4:orig=2048.")
  private String ropeScaling;

  String backend() {
    return backend.toString();
  }

  int threads() {
    if (threads > DecoderOptions.maxThreads()) {
      throw new ParameterException(
          mixee.commandLine(),
          "--threads is %d and must be %d or less on this machine"
              .formatted(threads, DecoderOptions.maxThreads()));
    }
    return atLeastZero("--threads", threads);
  }

  int context() {
    return atLeastZero("--context", context);
  }

  DecoderOptions decoder(int maxBatchTokens, int maxLogitRows) {
    return new DecoderOptions(backend(), threads(), context(), 0, maxBatchTokens, maxLogitRows)
        .withRopeScaling(ropeScaling());
  }

  /** Null for the model's own. */
  RopeOverride ropeScaling() {
    try {
      return RopeOverride.parse(ropeScaling);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), "--rope-scaling: " + e.getMessage(), e);
    }
  }

  private int atLeastZero(String option, int value) {
    if (value < 0) {
      throw new ParameterException(
          mixee.commandLine(), option + " is " + value + " and must be 0 or more");
    }
    return value;
  }
}
