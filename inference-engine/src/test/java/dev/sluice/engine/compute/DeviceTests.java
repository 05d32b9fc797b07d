package dev.sluice.engine.compute;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.PrintWriter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the tests of a backend without Maven, for {@code bench/gpu.sh}. */
final class DeviceTests {
  private DeviceTests() {}

  public static void main(String[] args) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage("dev.sluice.engine"))
            .filters(TagFilter.includeTags("backend"), TagFilter.excludeTags("emulated"))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    summary.getSummary().printTo(new PrintWriter(System.out, true));
    summary.getSummary().printFailuresTo(new PrintWriter(System.out, true));
    boolean hasRun = summary.getSummary().getTestsSucceededCount() > 0;
    System.exit(hasRun && summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
