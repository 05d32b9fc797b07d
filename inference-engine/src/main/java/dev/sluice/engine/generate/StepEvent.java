package dev.sluice.engine.generate;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One engine step in a flight recording. */
@Name("dev.sluice.Step")
@Label("Engine step")
@Category("Sluice")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Sequences")
  int sequences;

  @Label("Tokens")
  int tokens;

  @Label("Guessed tokens")
  int draftTokens;

  @Label("Logit rows")
  int logitRows;

  @Label("Running streams")
  int running;

  @Label("Waiting streams")
  int waiting;

  @Label("Available blocks")
  int availableBlocks;
}
