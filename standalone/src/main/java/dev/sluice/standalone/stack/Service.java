package dev.sluice.standalone.stack;

import dev.sluice.admin.AdminApplication;
import dev.sluice.gateway.GatewayApplication;
import dev.sluice.inference.InferenceApplication;
import dev.sluice.tokenizer.TokenizerApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The services, in the order in which they stop. */
enum Service {
  GATEWAY(GatewayApplication.class, "gateway-service"),
  POD(InferenceApplication.class, "inference-service"),
  TOKENIZER(TokenizerApplication.class, "tokenizer-service"),
  ADMIN(AdminApplication.class, "admin-ui");

  private final Class<?> application;
  private final String settingsName;

  /**
   * @param settingsName its defaults are in this YAML file of its own jar
   */
  Service(Class<?> application, String settingsName) {
    this.application = application;
    this.settingsName = settingsName;
  }

  SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(application)
        .properties("spring.config.name=" + settingsName);
  }
}
