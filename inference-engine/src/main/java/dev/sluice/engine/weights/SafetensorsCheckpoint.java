package dev.sluice.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The tensors of a Hugging Face folder, under the names of its files: one {@code
 * model.safetensors}, or shards that {@code model.safetensors.index.json} lists.
 */
public final class SafetensorsCheckpoint implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private SafetensorsCheckpoint(Path folder) {
    this.folder = folder;
  }

  /** Whether the folder looks like a checkpoint with a configuration. */
  public static boolean isCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"));
  }

  /**
   * @throws WeightException when a file is missing or damaged
   */
  public static SafetensorsCheckpoint open(Path folder) {
    SafetensorsCheckpoint checkpoint = new SafetensorsCheckpoint(folder);
    try {
      if (Files.isRegularFile(folder.resolve(SINGLE))) {
        checkpoint.add(SafetensorsFile.open(folder.resolve(SINGLE)));
      } else if (Files.isRegularFile(folder.resolve(INDEX))) {
        checkpoint.openShards(JsonObjects.read(folder.resolve(INDEX)).path("weight_map"));
      } else {
        throw new WeightException(
            "%s holds neither %s nor %s; other weight files are not supported"
                .formatted(folder, SINGLE, INDEX));
      }
      return checkpoint;
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  private void openShards(JsonNode weightMap) {
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw new WeightException(folder.resolve(INDEX) + " has no weight_map");
    }
    Set<String> names = new LinkedHashSet<>();
    weightMap.forEach(file -> names.add(file.asString("")));
    for (String name : names) {
      if (!name.endsWith(".safetensors") || name.contains("/") || name.contains("\\")) {
        throw new WeightException(
            "%s names the file '%s', not a safetensors file beside it"
                .formatted(folder.resolve(INDEX), name));
      }
      Path shard = folder.resolve(name);
      if (!Files.isRegularFile(shard)) {
        throw new WeightException("the checkpoint's shard " + shard + " is missing");
      }
      add(SafetensorsFile.open(shard));
    }
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      if (!tensors.containsKey(entry.getKey())) {
        throw new WeightException(
            "%s has no tensor '%s', which the index puts there"
                .formatted(entry.getValue().asString(""), entry.getKey()));
      }
    }
  }

  private void add(SafetensorsFile file) {
    files.add(file);
    for (StoredTensor tensor : file.tensors().values()) {
      if (tensors.put(tensor.name(), tensor) != null) {
        throw new WeightException("tensor '" + tensor.name() + "' is in two shards");
      }
    }
  }

  public Path folder() {
    return folder;
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  Collection<StoredTensor> tensors() {
    return tensors.values();
  }

  StoredTensor require(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightException("the checkpoint has no tensor '" + name + "'");
    }
    return tensor;
  }

  long bytes() {
    return files.stream().mapToLong(SafetensorsFile::bytes).sum();
  }

  List<String> digests() {
    return files.stream().map(SafetensorsFile::digest).toList();
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
    files.clear();
  }
}
