package dev.sluice.tokenizer;

import dev.sluice.shell.InternalDoor;
import dev.sluice.shell.VersionsController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** The tokenizer service's process. */
@SpringBootApplication
@EnableConfigurationProperties(TokenizerSettings.class)
@Import({InternalDoor.class, VersionsController.class})
public class TokenizerApplication {

  /** Starts the service; the port answers only once every tokenizer is loaded. */
  public static void main(String[] arguments) {
    builder().run(arguments);
  }

  /** The application with its own settings file, for this process or beside the other services. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(TokenizerApplication.class)
        .properties("spring.config.name=tokenizer-service");
  }
}
