package dev.sluice.standalone.command;

import dev.sluice.engine.model.ModelReport;
import dev.sluice.engine.weights.StoredTypes;
import java.util.LinkedHashMap;
import java.util.Map;

/** An inspected model's JSON; what is not known is left out. */
final class InspectJson {
  private InspectJson() {}

  static Map<String, Object> of(InspectOutput inspected) {
    ModelReport model = inspected.model();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", model.path().toString());
    json.put("can_be_served", inspected.problem() == null);
    put(json, "problem", inspected.problem());
    put(json, "format", model.format());
    json.put("files", model.files());
    put(json, "digest", model.digest());
    put(json, "architecture", model.architecture());
    json.put("parameters", model.parameters());
    json.put("types", model.types().stream().map(InspectJson::type).toList());
    if (model.structure() != null) {
      json.put("structure", structure(model.structure()));
    }
    if (!model.settings().isEmpty()) {
      json.put("settings", model.settings());
    }
    json.put("tokenizer", tokenizer(inspected.tokenizer()));
    if (model.memory() != null) {
      json.put("memory", memory(model.memory()));
    }
    return json;
  }

  private static Map<String, Object> type(StoredTypes.Count type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", type.type());
    json.put("tensors", type.tensors());
    json.put("values", type.values());
    json.put("bytes", type.bytes());
    return json;
  }

  private static Map<String, Object> structure(ModelReport.Structure structure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("layers", structure.layers());
    json.put("hidden", structure.hidden());
    json.put("heads", structure.heads());
    json.put("kv_heads", structure.kvHeads());
    json.put("head_dim", structure.headDim());
    json.put("vocabulary", structure.vocabulary());
    json.put("context", structure.context());
    json.put("norm", structure.norm());
    json.put("feed_forward", structure.feedForward());
    json.put("windows", structure.windows());
    json.put("positions", structure.positions());
    json.put("ropes", structure.ropes().stream().map(InspectJson::rope).toList());
    return json;
  }

  private static Map<String, Object> rope(ModelReport.Rope rope) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scaling", rope.scaling());
    json.put("factor", rope.factor());
    json.put("original_context", rope.originalContext());
    json.put("base", rope.base());
    json.put("dimensions", rope.dimensions());
    json.put("interleaved", rope.interleaved());
    return json;
  }

  private static Map<String, Object> tokenizer(TokenizerReport tokenizer) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "problem", tokenizer.problem());
    put(json, "model", tokenizer.model());
    put(json, "pre_tokenizer", tokenizer.preTokenizer());
    if (tokenizer.problem() == null) {
      json.put("size", tokenizer.size());
      put(json, "bos", tokenizer.bos());
      json.put("end_of_generation", tokenizer.endOfGeneration());
      json.put("has_chat_template", tokenizer.templateSha256() != null);
      put(json, "chat_template_sha256", tokenizer.templateSha256());
      json.put("digest", tokenizer.digest());
    }
    return json;
  }

  private static Map<String, Object> memory(ModelReport.Memory memory) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("backend", memory.backend());
    json.put("context", memory.context());
    json.put("batch", memory.sequences());
    json.put("weights_bytes", memory.weights());
    json.put("kv_cache_bytes", memory.keysAndValues());
    json.put("activations_bytes", memory.activations());
    json.put("total_bytes", memory.total());
    json.put("free_bytes", memory.free());
    return json;
  }

  private static void put(Map<String, Object> json, String key, Object value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
