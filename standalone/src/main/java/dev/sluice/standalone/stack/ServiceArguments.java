package dev.sluice.standalone.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The services' settings, as the arguments that each would be given if it ran alone. This is the
 * only place that knows their names.
 */
final class ServiceArguments {
  private static final String PEPPER_ID = "local";

  private final StackSettings settings;
  private final DataDirectory data;
  private final Bootstrap bootstrap;

  ServiceArguments(StackSettings settings, DataDirectory data, Bootstrap bootstrap) {
    this.settings = settings;
    this.data = data;
    this.bootstrap = bootstrap;
  }

  String[] of(Service service) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("server.address", settings.host());
    values.put("sluice.internal-secret", data.secrets().internalSecret());
    values.put("spring.lifecycle.timeout-per-shutdown-phase", settings.drainLimit());
    switch (service) {
      case GATEWAY -> gateway(values);
      case POD -> pod(values);
      case TOKENIZER -> tokenizer(values);
      case ADMIN -> admin(values);
    }
    return arguments(values);
  }

  /** Of the parent context, which owns the log. */
  String[] shared() {
    Path log = data.resolve("logs").resolve("sluice.log");
    return arguments(Map.of("logging.file.name", log));
  }

  private void gateway(Map<String, Object> values) {
    Ports ports = settings.ports();
    values.put("server.port", ports.gateway());
    values.put("server.shutdown", "graceful");
    values.put("sluice.gateway.pods", authority(ports.pod()));
    values.put("sluice.gateway.upstream.tokenizer", url(ports.tokenizer()));
    values.put("sluice.gateway.upstream.admin", url(ports.admin()));
    values.put("sluice.gateway.peppers." + PEPPER_ID, data.secrets().pepper());
    values.put("sluice.gateway.snapshot-file", data.resolve("gateway/snapshot.json"));
    values.put("sluice.gateway.quota.journal-folder", data.resolve("gateway/usage"));
  }

  private void pod(Map<String, Object> values) {
    values.put("server.port", settings.ports().pod());
    values.put("server.shutdown", "immediate");
    values.put("sluice.inference.model", settings.model());
    values.put("sluice.inference.name", settings.servedName());
    values.put("sluice.inference.backend", settings.backend());
    values.put("sluice.inference.context", settings.context());
    values.put("sluice.inference.threads", settings.threads());
    if (settings.ropeScaling() != null) {
      values.put("sluice.inference.rope-scaling", settings.ropeScaling());
    }
    sources(values, "sluice.inference.sources");
    values.put("sluice.inference.pod-id", "standalone");
    values.put("sluice.inference.drain-timeout", settings.drainLimit());
  }

  private void tokenizer(Map<String, Object> values) {
    values.put("server.port", settings.ports().tokenizer());
    values.put("server.shutdown", "immediate");
    values.put("sluice.tokenizer.models.[" + settings.servedName() + "]", settings.model());
    sources(values, "sluice.tokenizer.sources");
    if (settings.context() > 0) {
      values.put(
          "sluice.tokenizer.context-lengths.[" + settings.servedName() + "]", settings.context());
    }
  }

  /** Pod and tokenizer read the same files. */
  private void sources(Map<String, Object> values, String prefix) {
    values.put(prefix + ".folder", data.resolve("models"));
    if (settings.hub() != null) {
      values.put(prefix + ".hub", settings.hub());
    }
  }

  private void admin(Map<String, Object> values) {
    values.put("server.port", settings.ports().admin());
    values.put("server.shutdown", "immediate");
    values.put("sluice.admin.data", data.resolve("admin"));
    values.put("sluice.admin.pepper", data.secrets().pepper());
    values.put("sluice.admin.pepper-id", PEPPER_ID);
    values.put("sluice.admin.gateway-url", url(settings.ports().gateway()));
    values.put("sluice.admin.create-bootstrap-key", false);
    values.put(
        "sluice.admin.bootstrap-api-key", bootstrap.apiKey() == null ? "" : bootstrap.apiKey());
    values.put(
        "sluice.admin.bootstrap-password",
        bootstrap.adminPassword() == null ? "" : bootstrap.adminPassword());
  }

  private String url(int port) {
    return Urls.of(settings.host(), port);
  }

  private String authority(int port) {
    return url(port).substring("http://".length());
  }

  private static String[] arguments(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
        .toArray(String[]::new);
  }
}
