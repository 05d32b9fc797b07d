package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.weights.JsonObjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code config.json}, read as transformers reads it: a missing key means the default of the
 * family's configuration class. Every getter throws a {@link ModelLoadException} that names the key
 * and the value when it is of another kind or beyond its bounds.
 */
final class CheckpointConfig {
  private final ObjectNode json;

  CheckpointConfig(ObjectNode json) {
    this.json = json;
  }

  static CheckpointConfig read(Path file) {
    return new CheckpointConfig(JsonObjects.read(file));
  }

  String modelType() {
    String type = text("model_type", null);
    if (type == null) {
      throw new ModelLoadException("config.json has no 'model_type'");
    }
    return type;
  }

  /** Of a model that also sees, what is about text; otherwise all of it. */
  CheckpointConfig textPart() {
    return json.path("text_config") instanceof ObjectNode text ? new CheckpointConfig(text) : this;
  }

  void refuseQuantized() {
    JsonNode method = json.path("quantization_config");
    if (method.isObject()) {
      throw new ModelLoadException(
          ("the checkpoint is quantized (quantization_config, quant_method %s), which is not"
                  + " supported; use one in F32, F16 or BF16, or a GGUF file")
              .formatted(method.path("quant_method")));
    }
  }

  /** Whether the key has a value other than null. */
  boolean isGiven(String key) {
    return json.hasNonNull(key);
  }

  /** Whether the key is there at all, even with null. */
  boolean has(String key) {
    return json.has(key);
  }

  boolean isNull(String key) {
    return json.path(key).isNull();
  }

  /** An object, or an empty one when absent or null. */
  ObjectNode object(String key) {
    return json.path(key) instanceof ObjectNode object ? object : json.objectNode();
  }

  /** A count from 1 to {@code most}; null counts as missing. */
  int count(String key, int fallback, int most) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < 1
        || value.asInt() > most) {
      throw new ModelLoadException(
          "'%s' is %s, expected an integer from 1 to %d".formatted(key, value, most));
    }
    return value.asInt();
  }

  /** A count, the fallback only when the key is missing: 0 for null. */
  int countOrNone(String key, int fallback, int most) {
    return isNull(key) ? 0 : count(key, fallback, most);
  }

  double number(String key, double fallback) {
    return number(json, key, fallback);
  }

  /** A number, the fallback only when the key is missing: 0 for null. */
  double numberOrNone(String key, double fallback) {
    return isNull(key) ? 0 : number(key, fallback);
  }

  static double number(ObjectNode json, String key, double fallback) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw new ModelLoadException("'%s' is %s, expected a number".formatted(key, value));
    }
    return value.asDouble();
  }

  boolean flag(String key, boolean fallback) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw new ModelLoadException("'%s' is %s, expected true or false".formatted(key, value));
    }
    return value.asBoolean();
  }

  String text(String key, String fallback) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isString()) {
      throw new ModelLoadException("'%s' is %s, expected a text".formatted(key, value));
    }
    return value.asString();
  }

  /** A list, or null when absent or null. */
  List<JsonNode> list(String key) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isArray()) {
      throw new ModelLoadException("'%s' is %s, expected a list".formatted(key, value));
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  /** Refuses a variant that is not supported. */
  void refuse(boolean isUnsupported, String key) {
    if (isUnsupported) {
      throw new ModelLoadException("'%s': %s is not supported".formatted(key, json.path(key)));
    }
  }
}
