package dev.sluice.admin.usage;

import java.util.LinkedHashMap;
import java.util.Map;

/** Conditions on usage events; null means any. */
record UsageFilter(
    String projectId, String keyId, String model, String servedModel, String weightsDigest) {

  /** SQL that goes behind another condition; its parameters are those of {@link #values()}. */
  String conditions() {
    StringBuilder sql = new StringBuilder();
    values().keySet().forEach(column -> sql.append(" AND %s = :%s".formatted(column, column)));
    return sql.toString();
  }

  /** Column to value, only where something is asked for. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, "project_id", projectId);
    put(values, "key_id", keyId);
    put(values, "model", model);
    put(values, "served_model", servedModel);
    put(values, "weights_digest", weightsDigest);
    return values;
  }

  private static void put(Map<String, Object> values, String column, String value) {
    if (value != null && !value.isEmpty()) {
      values.put(column, value);
    }
  }
}
