package dev.sluice.standalone.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Waits until the gateway says that it would answer a request: it knows the keys, as its readiness
 * says, and has heard of the pod, which it has not when it is ready to be asked.
 */
final class Readiness {
  private static final long POLL_MILLIS = 20;
  private static final int TIMEOUT_MILLIS = 2000;

  private final URI probe;

  Readiness(String host, Ports ports) {
    this.probe = URI.create(Urls.of(host, ports.gateway()) + "/health");
  }

  void await(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > end) {
        throw new StackException(
            "The gateway did not become ready within "
                + limit.toSeconds()
                + " s; the log says why.");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackException("The start was interrupted.", e);
      }
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }
}
