package dev.sluice.tokenizer;

import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import dev.sluice.tokenizer.chat.ChatPrompts;
import dev.sluice.tokenizer.text.EncodingLane;
import dev.sluice.tokenizer.text.Encodings;
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
  TokenizerCatalog tokenizerCatalog(TokenizerSettings settings, Clock clock) {
    return TokenizerCatalog.open(settings.models(), settings.contextLengths(), clock);
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
