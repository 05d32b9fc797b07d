package dev.sluice.inference;

import dev.sluice.shell.InternalDoor;
import dev.sluice.shell.VersionsController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** The inference pod's process. */
@SpringBootApplication
@EnableConfigurationProperties(InferenceSettings.class)
@Import({InternalDoor.class, VersionsController.class})
public class InferenceApplication {

  /** Starts the pod; the port answers only once the model is loaded. */
  public static void main(String[] arguments) {
    builder().run(arguments);
  }

  /** The application with its own settings file, for this process or beside the other services. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(InferenceApplication.class)
        .properties("spring.config.name=inference-service");
  }
}
