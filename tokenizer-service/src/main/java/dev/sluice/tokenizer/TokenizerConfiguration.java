package dev.sluice.tokenizer;

import dev.sluice.store.VersionFiles;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import dev.sluice.tokenizer.chat.ChatPrompts;
import dev.sluice.tokenizer.text.EncodingLane;
import dev.sluice.tokenizer.text.Encodings;
import dev.sluice.tokenizer.versions.TokenizerVersions;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service's parts and what each gets of the settings. */
@Configuration(proxyBeanMethods = false)
class TokenizerConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemDefaultZone();
  }

  @Bean
  TokenizerCatalog tokenizerCatalog() {
    return new TokenizerCatalog();
  }

  /** With the tokenizers that are set, so that the port opens when they are ready. */
  @Bean
  TokenizerVersions tokenizerVersions(
      TokenizerSettings settings, TokenizerCatalog catalog, Clock clock) {
    TokenizerVersions versions =
        new TokenizerVersions(new VersionFiles(settings.allowedSources()), catalog, clock);
    settings
        .models()
        .forEach((name, path) -> versions.start(name, path, settings.contextLength(name)));
    return versions;
  }

  @Bean
  EncodingLane encodingLane(TokenizerSettings settings) {
    return new EncodingLane(settings.threadsOrCores(), settings.maxWaiting());
  }

  @Bean
  Encodings encodings(TokenizerSettings settings) {
    return new Encodings(settings.maxTextCharacters());
  }

  @Bean
  ChatPrompts chatPrompts(Encodings encodings) {
    return new ChatPrompts(encodings);
  }
}
