package dev.sluice.admin;

import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.SignedContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.HttpClient;

/** A control plane on a free port, and the clients that tests talk to it with. */
public final class AdminUnderTest implements AutoCloseable {
  public static final String INTERNAL_SECRET = "internal-secret-of-the-tests";
  public static final String PEPPER = "pepper-of-the-tests-0123";
  public static final String PASSWORD = "correct horse battery";

  /** Time that tests move. */
  @Configuration(proxyBeanMethods = false)
  static class Time {
    @Bean
    @Primary
    MutableClock testClock() {
      return new MutableClock();
    }
  }

  private final ConfigurableApplicationContext context;

  private AdminUnderTest(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts one; the given settings come before the usual ones of tests. */
  public static AdminUnderTest start(Path data, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("server.port", "0");
    all.put("sluice.internal-secret", INTERNAL_SECRET);
    all.put("sluice.admin.data", data.toString());
    all.put("sluice.admin.pepper", PEPPER);
    all.put("sluice.admin.bootstrap-password", PASSWORD);
    all.put("sluice.admin.access.bcrypt-strength", "4");
    all.putAll(settings);
    List<String> arguments = new ArrayList<>();
    all.forEach((key, value) -> arguments.add("--" + key + "=" + value));
    return new AdminUnderTest(
        new SpringApplicationBuilder(AdminApplication.class, Time.class)
            .properties("spring.config.name=admin-ui")
            .run(arguments.toArray(String[]::new)));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public MutableClock clock() {
    return (MutableClock) context.getBean(Clock.class);
  }

  int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /**
   * Somebody who is not logged in and has no cookie. Each request has a connection of its own: a
   * test that looks at a status only leaves the body unread, which would keep a pooled one.
   */
  public WebTestClient anonymous() {
    return WebTestClient.bindToServer(new ReactorClientHttpConnector(HttpClient.newConnection()))
        .baseUrl(url())
        .build();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** A browser that opened the console and has not logged in. */
  public Browser browser() {
    return new Browser(anonymous());
  }

  /** A browser in which the administrator is logged in. */
  public Browser admin() {
    return browser().logIn("admin", PASSWORD);
  }

  /** A gateway's client. */
  public WebTestClient gateway() {
    String signed =
        new SignedContext("gateway", "", Instant.now().plusSeconds(60)).sign(INTERNAL_SECRET);
    return anonymous().mutate().defaultHeader(SignedContext.HEADER, signed).build();
  }

  /** What gateways are told now. */
  public GatewaySnapshot snapshot() {
    return gateway()
        .get()
        .uri(InternalPaths.SNAPSHOT)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(GatewaySnapshot.class)
        .returnResult()
        .getResponseBody();
  }

  @Override
  public void close() {
    context.close();
  }
}
