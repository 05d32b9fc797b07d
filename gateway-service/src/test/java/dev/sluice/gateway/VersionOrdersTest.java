package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Load;
import dev.sluice.contract.GatewayOrders.Unload;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.Refusal;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.gateway.fake.FakePod;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions that the control plane wants pods and tokenizers to have. */
class VersionOrdersTest {
  private static final LoadVersionRequest WISH =
      new LoadVersionRequest(
          "owner/tiny:2", VersionSource.ofPath("tiny.gguf"), 1024, "linear:2", 7L, "tag-1");

  private final GatewayHarness gateway = GatewayHarness.start(2);
  private final FakePod pod = gateway.pods.get(0);
  private final FakePod other = gateway.pods.get(1);

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void loads_reachThePodAndTheTokenizerThatAreMeant_andAreReported() {
    gateway.admin.orders =
        orders(
            List.of(
                new Load(pod.address(), podId(pod), WISH),
                new Load(other.address(), "the pod that was there before", WISH),
                new Load(gateway.admin.address(), null, WISH),
                new Load(gateway.tokenizer.address(), null, WISH)),
            List.of());
    await(
        () ->
            isReported(report -> hasTag(versionsOf(report, pod)))
                && isReported(report -> hasTag(report.tokenizers().getFirst().versions())));
    assertThat(pod.versions.told).contains(WISH);
    assertThat(gateway.tokenizer.versions.told).contains(WISH);
    assertThat(other.versions.told).as("another process was meant").isEmpty();
  }

  @Test
  void load_refused_isToldOnceWithItsSentence() {
    pod.versions.refusal =
        new ErrorDetail(ErrorCode.INVALID_VALUE, "there is no 'tiny.gguf'", "source.path", null);
    gateway.admin.orders = orders(List.of(new Load(pod.address(), podId(pod), WISH)), List.of());
    await(() -> isReported(report -> !report.refusals().isEmpty()));
    gateway.admin.orders = orders(List.of(), List.of());
    await(() -> isReported(report -> report.refusals().isEmpty()));
    assertThat(refusals())
        .hasSameSizeAs(pod.versions.told)
        .containsOnly(new Refusal(pod.address(), podId(pod), "tag-1", "there is no 'tiny.gguf'"));
    assertThat(gateway.chat(",\"max_tokens\":2").statusCode()).isEqualTo(200);
  }

  @Test
  void unload_onlyOfTheTagThatIsThere_withTheWholeName() {
    gateway.admin.orders = orders(List.of(new Load(pod.address(), podId(pod), WISH)), List.of());
    await(() -> isReported(report -> hasTag(versionsOf(report, pod))));
    gateway.admin.orders =
        orders(
            List.of(),
            List.of(
                new Unload(pod.address(), podId(pod), WISH.name(), "another"),
                new Unload(other.address(), podId(other), WISH.name(), "tag-1"),
                new Unload(pod.address(), podId(pod), WISH.name(), "tag-1")));
    await(() -> !pod.versions.unloaded.isEmpty());
    assertThat(pod.versions.unloaded).containsOnly("owner%2Ftiny%3A2");
    assertThat(other.versions.unloaded).isEmpty();
  }

  private List<Refusal> refusals() {
    return gateway.admin.reports.stream().flatMap(report -> report.refusals().stream()).toList();
  }

  private boolean isReported(Predicate<GatewayReport> condition) {
    return !gateway.admin.reports.isEmpty()
        && !gateway.admin.reports.getLast().tokenizers().isEmpty()
        && condition.test(gateway.admin.reports.getLast());
  }

  private static List<VersionStatus> versionsOf(GatewayReport report, FakePod pod) {
    return report.pods().stream()
        .filter(view -> view.address().equals(pod.address()) && view.load() != null)
        .flatMap(view -> view.load().versions().stream())
        .toList();
  }

  private static boolean hasTag(List<VersionStatus> versions) {
    return versions != null && versions.stream().anyMatch(version -> "tag-1".equals(version.tag()));
  }

  private static String podId(FakePod pod) {
    return "pod-" + pod.address();
  }

  private static GatewayOrders orders(List<Load> loads, List<Unload> unloads) {
    return new GatewayOrders(List.of(), List.of(), loads, unloads);
  }
}
