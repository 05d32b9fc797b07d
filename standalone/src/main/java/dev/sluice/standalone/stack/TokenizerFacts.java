package dev.sluice.standalone.stack;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.TokenizerModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Asks the running tokenizer service what it serves. */
final class TokenizerFacts {
  private static final long VALID_SECONDS = 60;

  private TokenizerFacts() {}

  static TokenizerModel ask(String baseUrl, String internalSecret) {
    URI address = URI.create(baseUrl + InternalPaths.TOKENIZER_MODELS);
    SignedContext caller =
        new SignedContext("standalone", "", Instant.now().plusSeconds(VALID_SECONDS));
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setRequestProperty(SignedContext.HEADER, caller.sign(internalSecret));
      try (InputStream body = connection.getInputStream()) {
        return List.of(JsonMapper.shared().readValue(body, TokenizerModel[].class)).getFirst();
      }
    } catch (IOException e) {
      throw new StackException(
          "The tokenizer at " + baseUrl + " does not answer (" + e.getMessage() + ").", e);
    }
  }
}
