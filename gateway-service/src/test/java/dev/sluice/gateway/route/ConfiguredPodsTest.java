package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredPodsTest {
  @Test
  void names_areResolvedAgain_andAFailedLookupKeepsTheLastAddresses() {
    Deque<List<String>> answers = new ArrayDeque<>();
    answers.add(List.of("10.0.0.1"));
    answers.add(List.of());
    answers.add(List.of("10.0.0.1", "fd00::2"));
    RouteProperties properties =
        new RouteProperties(List.of("dns:pods:8082", "fixed:1"), Duration.ofMillis(10), 10);
    ConfiguredPods pods =
        new ConfiguredPods(
            properties,
            host -> {
              List<String> answer = answers.size() > 1 ? answers.poll() : answers.peek();
              if (answer.isEmpty()) {
                throw new UnknownHostException(host);
              }
              return answer;
            });
    List<Set<String>> seen = pods.addresses().take(2).collectList().block(Duration.ofSeconds(10));
    assertThat(seen)
        .containsExactly(
            Set.of("10.0.0.1:8082", "fixed:1"),
            Set.of("10.0.0.1:8082", "[fd00::2]:8082", "fixed:1"));
  }

  @Test
  void malformedEntry_isNamed() {
    assertThatThrownBy(
            () ->
                new ConfiguredPods(
                    new RouteProperties(List.of("no-port"), Duration.ofSeconds(1), 10)))
        .hasMessageContaining("no-port");
  }
}
