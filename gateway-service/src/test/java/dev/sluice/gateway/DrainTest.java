package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static dev.sluice.gateway.GatewayHarness.chunks;
import static dev.sluice.gateway.GatewayHarness.streamedText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakePod;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A gateway that is told to stop while it streams. */
class DrainTest {
  @Test
  void shutdown_letsTheStreamFinish_andSettlesIt() throws Exception {
    GatewayHarness gateway = GatewayHarness.start(1);
    Sinks.Empty<Void> goOn = Sinks.empty();
    FakePod pod = gateway.pods.getFirst();
    pod.behaviour =
        request ->
            Flux.just(FakePod.delta(request, 0))
                .concatWith(goOn.asMono().cast(dev.sluice.contract.GenerateEvent.class))
                .concatWith(FakePod.tokens(request).skip(1));
    CompletableFuture<HttpResponse<String>> stream =
        gateway.client.sendAsync(
            gateway.post(
                "/v1/chat/completions",
                GatewayHarness.chatBody(",\"stream\":true,\"max_tokens\":10")),
            HttpResponse.BodyHandlers.ofString());
    await(() -> pod.requests.size() == 1);
    Thread closing = Thread.ofVirtual().start(gateway.context::close);
    await(() -> gateway.context.isClosed() || !gateway.context.isActive());
    goOn.tryEmitEmpty();
    assertThat(streamedText(chunks(stream.get()))).isEqualTo("abcdefghij");
    closing.join();
    assertThat(gateway.admin.usage).as("posted before it was gone").hasSize(1);
    assertThat(gateway.admin.usage.getFirst().outputTokens()).isEqualTo(10);
    gateway.close();
  }
}
