package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.TensorRecipe.Form;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Hugging Face checkpoint in GGUF's form. Tensors are made when they are asked for, so memory
 * never holds more copies than somebody keeps.
 */
public final class HuggingFaceWeights implements WeightStore {
  private final SafetensorsCheckpoint checkpoint;
  private final RecipeMaker maker;
  private final Settings settings;
  private final Map<String, TensorRecipe> recipes;
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();

  /**
   * Checks that every recipe can be made; takes ownership of the checkpoint when it succeeds.
   *
   * @param settings under GGUF's keys
   * @param recipes by GGUF's tensor names
   * @throws WeightException when a tensor is missing or does not fit
   */
  public HuggingFaceWeights(
      SafetensorsCheckpoint checkpoint, Settings settings, Map<String, TensorRecipe> recipes) {
    this.checkpoint = checkpoint;
    this.maker = new RecipeMaker(checkpoint);
    this.settings = settings;
    this.recipes = recipes;
    recipes.forEach(
        (name, recipe) -> {
          Form form = maker.form(recipe);
          infos.put(name, new TensorInfo(name, form.type(), form.shape()));
        });
  }

  @Override
  public Path path() {
    return checkpoint.folder();
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return infos.values();
  }

  @Override
  public Optional<TensorInfo> info(String name) {
    return Optional.ofNullable(infos.get(name));
  }

  @Override
  public Tensor rows(String name, int from, int count) {
    TensorInfo info = infos.get(name);
    if (info == null || from < 0 || count < 0 || count > info.rows() - from) {
      throw new WeightException(
          "rows %d to %d of tensor '%s' do not exist".formatted(from, (long) from + count, name));
    }
    TensorRecipe recipe = recipes.get(name);
    MemorySegment data =
        info.shape().size() == 1
            ? maker.rows(recipe, 0, count * info.columns())
            : maker.rows(recipe, from, count);
    return Tensor.packed(name, info.type(), count, info.columns(), data);
  }

  @Override
  public long storedBytes() {
    return checkpoint.bytes();
  }

  @Override
  public String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      settings.values().forEach((key, value) -> update(digest, key + "=" + text(value)));
      checkpoint.digests().forEach(file -> update(digest, file));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case long[] integers -> java.util.Arrays.toString(integers);
      case double[] numbers -> java.util.Arrays.toString(numbers);
      default -> value.toString();
    };
  }

  private static void update(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
