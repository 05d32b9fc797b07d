package dev.sluice.gateway.route;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the route room, directly under {@code sluice.gateway}.
 *
 * @param pods {@code host:port}, or {@code dns:host:port} for every address the name resolves to
 * @param dnsRefresh how often names are resolved again
 * @param rememberedRoutes how many decisions are kept for the console's explanations
 */
@ConfigurationProperties("sluice.gateway")
public record RouteProperties(
    List<String> pods,
    @DefaultValue("5s") Duration dnsRefresh,
    @DefaultValue("1000") int rememberedRoutes) {
  public RouteProperties {
    if (rememberedRoutes < 1) {
      throw new IllegalArgumentException(
          "sluice.gateway.remembered-routes is %d and must be at least 1"
              .formatted(rememberedRoutes));
    }
    pods = pods == null ? List.of() : List.copyOf(pods);
  }
}
