package dev.sluice.store.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import dev.sluice.store.SourceSettings;
import dev.sluice.store.VersionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionLifecycleTest {
  @TempDir Path root;
  private final Host host = new Host();
  private VersionLifecycle<String> lifecycle;

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(root.resolve("a.gguf"), "a");
    Files.writeString(root.resolve("b.gguf"), "b");
    lifecycle = new VersionLifecycle<>(new VersionFiles(SourceSettings.ofRoots(root)), host);
  }

  @Test
  void load_twice_opensOnceAndJoins() {
    lifecycle.load(request("v", "a.gguf"));
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.LOADING);
    host.mayOpen.countDown();
    awaitState("v", State.READY);
    assertThat(lifecycle.load(request("v", "a.gguf")).state()).isEqualTo(State.READY);
    assertThat(host.opened).hasValue(1);
  }

  @Test
  void load_nameTakenByAnother_isAConflict() {
    host.mayOpen.countDown();
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.READY);
    refused(request("v", "b.gguf"), ErrorCode.CONFLICT, "name");
  }

  @Test
  void load_malformed_namesTheField() {
    refused(request(null, "a.gguf"), ErrorCode.MISSING_FIELD, "name");
    refused(request("../v", "a.gguf"), ErrorCode.INVALID_VALUE, "name");
    refused(request("v", "c.gguf"), ErrorCode.INVALID_VALUE, "source.path");
    VersionSource source = VersionSource.ofPath("a.gguf");
    refused(
        new LoadVersionRequest("v", source, -1, null, null),
        ErrorCode.INVALID_VALUE,
        "contextLength");
    refused(
        new LoadVersionRequest("v", source, null, null, -1L),
        ErrorCode.INVALID_VALUE,
        "kvCacheBytes");
    assertThat(lifecycle.statuses()).isEmpty();
  }

  @Test
  void load_failure_staysWithItsSentenceUntilAskedAgain() {
    host.failure = new IllegalStateException("it is damaged");
    host.mayOpen.countDown();
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.FAILED);
    assertThat(lifecycle.status("v").orElseThrow().problem()).isEqualTo("it is damaged");
    host.failure = null;
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.READY);
  }

  @Test
  void unload_whileOpening_retiresWhatWasOpened() {
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.LOADING);
    assertThat(lifecycle.unload("v").orElseThrow().state()).isEqualTo(State.UNLOADING);
    refused(request("v", "a.gguf"), ErrorCode.CONFLICT, "name");
    host.mayOpen.countDown();
    awaitGone("v");
    assertThat(host.retired).hasValue(1);
  }

  @Test
  void unload_ready_retiresOnceAndIsIdempotent() {
    host.mayOpen.countDown();
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.READY);
    lifecycle.unload("v");
    lifecycle.unload("v");
    awaitGone("v");
    assertThat(lifecycle.unload("v")).isEmpty();
    assertThat(host.retired).hasValue(1);
  }

  @Test
  void unload_failed_isGoneAtOnce() {
    host.failure = new IllegalStateException("no");
    host.mayOpen.countDown();
    lifecycle.load(request("v", "a.gguf"));
    awaitState("v", State.FAILED);
    assertThat(lifecycle.unload("v")).isEmpty();
  }

  @Test
  void close_refusesNewOnes() {
    lifecycle.close();
    refused(request("v", "a.gguf"), ErrorCode.DRAINING, null);
  }

  @Test
  void start_failure_goesToTheCallerAndLeavesNothing() {
    host.failure = new IllegalStateException("no");
    host.mayOpen.countDown();
    assertThatThrownBy(() -> lifecycle.start(request("v", "a.gguf"), root.resolve("a.gguf")))
        .hasMessage("no");
    assertThat(lifecycle.statuses()).isEmpty();
  }

  private void refused(LoadVersionRequest request, ErrorCode code, String param) {
    assertThatThrownBy(() -> lifecycle.load(request))
        .isInstanceOfSatisfying(
            VersionRefusedException.class,
            e -> {
              assertThat(e.detail().code()).isEqualTo(code);
              assertThat(e.detail().param()).isEqualTo(param);
            });
  }

  private void awaitState(String name, State state) {
    await(() -> lifecycle.status(name).map(VersionStatus::state).equals(Optional.of(state)));
  }

  private void awaitGone(String name) {
    await(() -> lifecycle.status(name).isEmpty());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static LoadVersionRequest request(String name, String path) {
    return new LoadVersionRequest(name, VersionSource.ofPath(path), null, null, null);
  }

  /** A host whose opening waits for the test. */
  private static final class Host implements VersionHost<String> {
    final CountDownLatch mayOpen = new CountDownLatch(1);
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger retired = new AtomicInteger();
    volatile RuntimeException failure;

    @Override
    public String open(Path files, LoadVersionRequest request, LongConsumer promised) {
      try {
        assertThat(mayOpen.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (failure != null) {
        throw failure;
      }
      opened.incrementAndGet();
      return request.name();
    }

    @Override
    public boolean serve(String name, String version) {
      return true;
    }

    @Override
    public void retire(String name, String version) {
      retired.incrementAndGet();
    }

    @Override
    public VersionStatus describe(String name, State state, String version) {
      return VersionStatus.notServing(name, state, null, 0, 0, 0);
    }

    @Override
    public Optional<String> sentence(Throwable thrown) {
      return Optional.ofNullable(thrown.getMessage());
    }
  }
}
