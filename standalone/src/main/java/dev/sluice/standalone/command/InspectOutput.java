package dev.sluice.standalone.command;

import dev.sluice.engine.model.ModelReport;
import dev.sluice.standalone.terminal.Console;

/** An inspected model as a table or as JSON. */
record InspectOutput(ModelReport model, TokenizerReport tokenizer) {

  /** Why the model cannot be served, or null. */
  String problem() {
    return model.problem() != null ? model.problem() : tokenizer.problem();
  }

  void print(Console console, boolean isJson) {
    if (isJson) {
      JsonOutput.print(console, InspectJson.of(this));
    } else {
      new InspectTable(console.out()).print(this);
    }
    console.out().flush();
  }
}
