package dev.sluice.admin.playground;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the playground room.
 *
 * @param gatewayUrl the one gateway that chats go to; never chosen by a client
 */
@ConfigurationProperties("sluice.admin")
public record PlaygroundSettings(
    @DefaultValue("http://127.0.0.1:8080") URI gatewayUrl, @DefaultValue Limits playground) {

  public PlaygroundSettings {
    if (gatewayUrl.getHost() == null
        || !("http".equals(gatewayUrl.getScheme()) || "https".equals(gatewayUrl.getScheme()))) {
      throw new IllegalArgumentException(
          "sluice.admin.gateway-url is '%s' and must look like http://gateway:8080"
              .formatted(gatewayUrl));
    }
  }

  /**
   * @param connections chats at the same time; further ones wait a moment and are then refused
   * @param connectTimeout how long a connection to the gateway may take
   * @param idleTimeout longest silence of the gateway; a stream has a comment now and then while it
   *     waits, but an answer that is not streamed comes at its end
   * @param bodyLimit largest request
   */
  public record Limits(
      @DefaultValue("200") int connections,
      @DefaultValue("3s") Duration connectTimeout,
      @DefaultValue("120s") Duration idleTimeout,
      @DefaultValue("4MB") DataSize bodyLimit) {}
}
