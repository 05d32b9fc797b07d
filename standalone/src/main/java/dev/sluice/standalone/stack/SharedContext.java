package dev.sluice.standalone.stack;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * The parent of the services' contexts. Without it each service would own the process-wide network
 * threads, and the first one to stop would take them from the others; and each would set the
 * process-wide log up anew, at the same time as the others.
 */
@Configuration(proxyBeanMethods = false)
class SharedContext {

  static ConfigurableApplicationContext start(String[] arguments) {
    System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(SharedContext.class)
            .web(WebApplicationType.NONE)
            .properties("spring.config.name=standalone")
            .registerShutdownHook(false)
            .logStartupInfo(false)
            .run(arguments);
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    return context;
  }

  /** The name matters: a service that defines one of its own under it hides this one. */
  @Bean
  ReactorResourceFactory reactorResources() {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(true);
    return resources;
  }
}
