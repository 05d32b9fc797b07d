package dev.sluice.gateway.tenant;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the tenant room, directly under {@code sluice.gateway}.
 *
 * @param peppers pepper id to pepper, the same as the control plane's; old ones stay until their
 *     keys are rotated
 * @param snapshotFile where the last snapshot is kept
 */
@ConfigurationProperties("sluice.gateway")
public record TenantProperties(Map<String, String> peppers, Path snapshotFile) {
  public TenantProperties {
    peppers = peppers == null ? Map.of() : Map.copyOf(peppers);
  }

  /** Without the peppers, which are secrets. */
  @Override
  public String toString() {
    return "TenantProperties[peppers=" + peppers.keySet() + ", snapshotFile=" + snapshotFile + "]";
  }
}
