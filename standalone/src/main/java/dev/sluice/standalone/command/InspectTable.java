package dev.sluice.standalone.command;

import dev.sluice.engine.model.ModelReport;
import dev.sluice.engine.weights.StoredTypes;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An inspected model for people: a name and a value per line. */
final class InspectTable {
  private final PrintStream out;

  InspectTable(PrintStream out) {
    this.out = out;
  }

  void print(InspectOutput inspected) {
    ModelReport model = inspected.model();
    line("model", model.path());
    line("can be served", inspected.problem() == null ? "yes" : "no: " + inspected.problem());
    line("format", model.format());
    for (ModelReport.StoredFile file : model.files()) {
      line("file", "%-32s %s", file.name(), bytes(file.bytes()));
    }
    line("digest", model.digest());
    line("architecture", model.architecture());
    if (!model.types().isEmpty()) {
      line("parameters", "%,d", model.parameters());
    }
    for (StoredTypes.Count type : model.types()) {
      line(
          "stored as",
          "%-6s %,15d values in %d tensors, %s",
          type.type(),
          type.values(),
          type.tensors(),
          bytes(type.bytes()));
    }
    model.settings().forEach((key, value) -> line("setting", "%s = %s", key, value));
    if (model.structure() != null) {
      structure(model.structure());
    }
    tokenizer(inspected.tokenizer());
    if (model.memory() != null) {
      memory(model.memory());
    }
  }

  private void structure(ModelReport.Structure structure) {
    line("layers", structure.layers());
    line("width", "%d, %s", structure.hidden(), structure.norm());
    line(
        "attention",
        "%d heads of %d, %d key/value heads",
        structure.heads(),
        structure.headDim(),
        structure.kvHeads());
    boolean isUniform = structure.feedForward().size() == 1;
    for (ModelReport.Network network : structure.feedForward()) {
      String layers = isUniform ? "" : " in " + network.layers() + " layers";
      String experts =
          network.experts() == 0
              ? ""
              : ", %d experts, %d per token".formatted(network.experts(), network.used());
      line(
          "feed-forward",
          "%s, %d wide, %s%s%s",
          network.kind(),
          network.width(),
          network.activation(),
          experts,
          layers);
    }
    line("vocabulary", structure.vocabulary());
    line("context", structure.context());
    windows(structure.windows());
    if (structure.ropes().isEmpty()) {
      line("positions", structure.positions());
    }
    structure.ropes().forEach(this::rope);
  }

  private void windows(List<ModelReport.Window> windows) {
    for (ModelReport.Window window : windows) {
      if (window.tokens() > 0) {
        line("sliding window", "%d tokens in %d layers", window.tokens(), window.layers());
      } else if (windows.size() > 1) {
        line("sliding window", "none in %d layers", window.layers());
      }
    }
  }

  private void rope(ModelReport.Rope rope) {
    String scaling =
        rope.factor() == 1
            ? rope.scaling()
            : "%s, factor %s of %d tokens"
                .formatted(rope.scaling(), number(rope.factor()), rope.originalContext());
    line(
        "rope",
        "base %s, %d of a head's values, %s; scaling: %s",
        number(rope.base()),
        rope.dimensions(),
        rope.interleaved() ? "neighbours paired" : "halves paired",
        scaling);
  }

  private void tokenizer(TokenizerReport tokenizer) {
    String kind =
        tokenizer.preTokenizer() == null
            ? tokenizer.model()
            : tokenizer.model() + ", pre-tokenizer " + tokenizer.preTokenizer();
    if (tokenizer.problem() != null) {
      line("tokenizer", "%s%s", kind == null ? "" : kind + ": ", tokenizer.problem());
      return;
    }
    line("tokenizer", "%s, %d tokens", kind, tokenizer.size());
    String end =
        tokenizer.endOfGeneration().stream().map(String::valueOf).collect(Collectors.joining(", "));
    line(
        "special ids",
        "beginning %s, end of generation %s",
        tokenizer.bos() == null ? "none" : tokenizer.bos(),
        end.isEmpty() ? "none" : end);
    line(
        "chat template",
        tokenizer.templateSha256() == null ? "none" : "sha256 " + tokenizer.templateSha256());
  }

  private void memory(ModelReport.Memory memory) {
    line(
        "memory",
        "%s on %s for %d x %d tokens: weights %s, key/value cache %s, activations %s; %s free",
        bytes(memory.total()),
        memory.backend(),
        memory.sequences(),
        memory.context(),
        bytes(memory.weights()),
        bytes(memory.keysAndValues()),
        bytes(memory.activations()),
        bytes(memory.free()));
  }

  private void line(String name, String format, Object... values) {
    line(name, String.format(Locale.ROOT, format, values));
  }

  private void line(String name, Object value) {
    if (value != null) {
      out.printf(Locale.ROOT, "%-15s %s%n", name, value);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String bytes(long bytes) {
    if (bytes < 100_000) {
      return bytes + " B";
    }
    return bytes < 10_000_000_000L
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
