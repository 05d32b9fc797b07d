package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakePod;
import dev.sluice.gateway.route.PodTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the log says of pods that come and go. */
@ExtendWith(OutputCaptureExtension.class)
class PodWatchTest {
  @Test
  void lostPod_triedSeveralTimes_isToldOnceAndOnceWhenItIsBack(CapturedOutput output)
      throws IOException {
    try (ServerSocket broken = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        GatewayHarness gateway =
            GatewayHarness.start(1, "sluice.gateway.pods=127.0.0.1:" + broken.getLocalPort())) {
      String address = "127.0.0.1:" + broken.getLocalPort();
      for (int i = 0; i < 3; i++) {
        broken.accept().close();
      }
      broken.close();
      FakePod pod = new FakePod();
      gateway.pods.add(pod);
      pod.start(broken.getLocalPort());
      PodTable table = gateway.context.getBean(PodTable.class);
      await(() -> table.seen().stream().allMatch(seen -> seen.load() != null));
      assertThat(table.seen()).hasSize(2);
      assertThat(output.getAll())
          .containsOnlyOnce("pod " + address + " is unreachable")
          .containsOnlyOnce("pod " + address + " is reachable again");
    }
  }
}
