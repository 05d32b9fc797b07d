package dev.sluice.engine.model;

import dev.sluice.engine.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A model of the golden set with its references.
 *
 * @param name file or folder name, for people
 * @param family folder name
 * @param format {@code safetensors} or {@code gguf}
 * @param model to open
 * @param reference JSON with prompts and greedy ids; logits lie beside it
 * @param tolerance largest difference of a logit (fixtures' README, Tolerances)
 */
record GoldenCase(
    String name, String family, String format, Path model, Path reference, float tolerance) {

  /** All models there are, in order of their names. */
  static List<GoldenCase> all() {
    List<GoldenCase> cases = new ArrayList<>();
    for (Path reference : references("tiny")) {
      String family = reference.getParent().getFileName().toString();
      cases.add(
          new GoldenCase(family, family, "safetensors", reference.getParent(), reference, 2e-4f));
    }
    for (Path reference : references("gguf")) {
      String file = Fixtures.json(reference).get("file").asString();
      String family = reference.getParent().getFileName().toString();
      cases.add(
          new GoldenCase(file, family, "gguf", reference.resolveSibling(file), reference, 1e-3f));
    }
    return cases;
  }

  private static List<Path> references(String set) {
    try (Stream<Path> files = Files.walk(Fixtures.folder(set))) {
      return files.filter(f -> f.toString().endsWith("reference.json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> prompts() {
    List<JsonNode> prompts = new ArrayList<>();
    Fixtures.json(reference).get("prompts").forEach(prompts::add);
    return prompts;
  }

  @Override
  public String toString() {
    return format + " " + name;
  }
}
