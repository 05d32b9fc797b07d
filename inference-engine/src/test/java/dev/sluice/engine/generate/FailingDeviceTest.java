package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.cuda.EmulatedDriver;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams over a GPU that fails: they end with an error that a client may retry. */
@Tag("emulated")
@BackendTest
@Timeout(120)
class FailingDeviceTest {

  @ParameterizedTest
  @CsvSource({
    "cuMemAlloc_v2, 2, false, OUT_OF_MEMORY",
    "cuLaunchKernel, 1, false, INTERNAL",
    "cuLaunchKernel, 719, true, POD_FAILED",
    "cuStreamSynchronize, 214, true, POD_FAILED"
  })
  void streams_ofAFailingStep_endRetryableAndLeakNothing(
      String function, int code, boolean isLasting, ErrorCode expected) {
    EmulatedDriver driver = EmulatedDriver.install();
    long before = driver.liveObjects();
    Decoder decoder =
        Models.open(Fixtures.stories("Q8_0"), new DecoderOptions("cuda", 1, 128, 0, 32, 8));
    driver.fail(function, 0, code, isLasting);
    try (DecodingEngine engine =
        new DecodingEngine(decoder, new ByteTokenizer(), "stories", Batching.of(4, 1000), "pod")
            .start()) {
      List<Listener> all =
          Stream.of("Once", "upon a time")
              .map(p -> new Listener(Requests.of(5, p).request()))
              .toList();
      List<Listener> clients = all.stream().filter(client -> submit(engine, client)).toList();
      clients.forEach(Listener::await);
      assertThat(clients)
          .anySatisfy(
              client -> {
                assertThat(client.end.kind()).isEqualTo(GenerateEvent.Kind.ERROR);
                assertThat(client.end.error().code()).isEqualTo(expected);
                assertThat(client.end.error().code().isRetryable()).isTrue();
              });
      if (!isLasting) {
        Listener later = new Listener(Requests.of(5, "later").request());
        engine.submit(later.request, later);
        later.await();
        assertThat(later.end.kind()).isEqualTo(GenerateEvent.Kind.END);
        assertThat(engine.failure()).isEmpty();
        assertThat(engine.load().draining()).isFalse();
      } else {
        assertThat(clients).allSatisfy(client -> assertIsLost(client.end));
        assertIsOutOfService(engine);
      }
      assertThat(engine.load().kvBlocksFree()).isEqualTo(decoder.blockCount());
    } finally {
      driver.reset();
    }
    assertThat(driver.liveObjects()).isEqualTo(before);
  }

  /** False when the device was lost by the streams before. */
  private static boolean submit(DecodingEngine engine, Listener client) {
    try {
      engine.submit(client.request, client);
      return true;
    } catch (RejectedRequestException e) {
      assertThat(e.detail().code()).isEqualTo(ErrorCode.POD_FAILED);
      return false;
    }
  }

  private static void assertIsLost(GenerateEvent end) {
    assertThat(end.kind()).isEqualTo(GenerateEvent.Kind.ERROR);
    assertThat(end.error().code()).isEqualTo(ErrorCode.POD_FAILED);
  }

  private static void assertIsOutOfService(DecodingEngine engine) {
    assertThat(engine.failure()).get().asString().contains("the device is lost: CUDA_ERROR_");
    assertThat(engine.load().draining()).isTrue();
    assertThat(engine.load().backend()).contains("the device is lost: CUDA_ERROR_");
    Listener late = new Listener(Requests.of(5, "late").request());
    assertThatThrownBy(() -> engine.submit(late.request, late))
        .isInstanceOfSatisfying(
            RejectedRequestException.class,
            e -> assertThat(e.detail().code()).isEqualTo(ErrorCode.POD_FAILED));
  }
}
