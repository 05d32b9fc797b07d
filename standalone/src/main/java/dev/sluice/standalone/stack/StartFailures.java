package dev.sluice.standalone.stack;

import dev.sluice.codec.TokenizerException;
import dev.sluice.engine.model.ModelLoadException;
import org.springframework.boot.web.server.PortInUseException;

/** Finds the sentence in a service's start-up failure. */
final class StartFailures {
  private StartFailures() {}

  static RuntimeException translate(Throwable failure) {
    Throwable deepest = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      deepest = at;
      if (at instanceof ModelLoadException || at instanceof TokenizerException) {
        return new StackException(at.getMessage(), failure);
      }
      if (at instanceof PortInUseException port) {
        return new StackException(
            "Port " + port.getPort() + " was taken by another program meanwhile.", failure);
      }
      if (at instanceof OutOfMemoryError) {
        return new StackException(
            "There is too little memory ("
                + at.getMessage()
                + "); serve a smaller model, a shorter --context,"
                + " or raise the heap with SLUICE_JAVA_OPTS=-Xmx4g.",
            failure);
      }
      if (at instanceof StackException known) {
        return known;
      }
    }
    return new StackException(
        "A service could not be started: " + deepest.getMessage() + ".", failure);
  }
}
