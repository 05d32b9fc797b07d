package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.PodLoad;
import dev.sluice.standalone.stack.SharedStack;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A client that goes away costs nothing more. */
class DisconnectIT {
  private static final int MAX_TOKENS = 400;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void disconnect_midStream_cancelsAndFreesAllBlocks() throws Exception {
    SharedStack stack = Door.stack();
    PodLoad idle = await(stack, load -> load.runningStreams() + load.waitingStreams() == 0);
    URI gateway = URI.create(stack.gateway());
    try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
      send(socket.getOutputStream(), stack.apiKey());
      readUntilFirstChunk(socket.getInputStream());
    }
    PodLoad after = await(stack, load -> load.runningStreams() + load.waitingStreams() == 0);
    assertThat(after.kvBlocksFree()).isEqualTo(after.kvBlocksTotal());
    assertThat(after.generatedTokens() - idle.generatedTokens())
        .as("tokens generated for the client that left, of %d asked for", 8 * MAX_TOKENS)
        .isLessThan(8 * MAX_TOKENS);
  }

  private static void send(OutputStream out, String key) throws Exception {
    String body =
        "{\"model\":\"stories260k\",\"prompt\":\"One day\",\"stream\":true,\"n\":8,"
            + "\"ignore_eos\":true,\"max_tokens\":"
            + MAX_TOKENS
            + "}";
    String head =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    out.write((head + body).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static void readUntilFirstChunk(InputStream in) throws Exception {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf("data:") < 0) {
      int next = in.read();
      assertThat(next).as("answer so far: %s", seen).isNotNegative();
      seen.append((char) next);
    }
  }

  private static PodLoad await(SharedStack stack, Predicate<PodLoad> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    PodLoad load = stack.podLoad();
    while (!condition.test(load)) {
      assertThat(System.nanoTime()).as("still %s", load).isLessThan(end);
      Thread.onSpinWait();
      load = stack.podLoad();
    }
    return load;
  }
}
