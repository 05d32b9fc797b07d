package dev.sluice.admin.web;

import static org.springframework.web.reactive.function.server.RequestPredicates.accept;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The console is one page with its own addresses: everything that a browser may ask for as a page
 * and that is not a file gets the page. Its assets carry a hash of their content in their names and
 * may be kept for ever; the page itself names them and must be asked for each time.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleRoutes implements WebFluxConfigurer {
  private static final String STATIC = "static/";
  private static final MediaType YAML = new MediaType("application", "yaml");
  private static final List<String> NOT_PAGES =
      List.of("/api", "/internal", "/actuator", "/openapi");
  private static final String NO_CONSOLE =
      "This build has no web console: it was made with -Dskip.web. The interface is described at"
          + " /openapi/admin.yaml.\n";

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/" + STATIC + "assets/")
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    registry
        .addResourceHandler("/**")
        .addResourceLocations("classpath:/" + STATIC)
        .setCacheControl(CacheControl.noCache());
  }

  @Bean
  RouterFunction<ServerResponse> consoleRouter() {
    return RouterFunctions.route(isRead().and(path("/openapi/admin.yaml")), this::contract)
        .andRoute(isRead().and(accept(MediaType.TEXT_HTML)).and(ConsoleRoutes::isPage), this::page);
  }

  /** Whether a path is an address of the page: no file, and nothing that belongs to others. */
  static boolean isPage(String path) {
    String lastSegment = path.substring(path.lastIndexOf('/') + 1);
    return !lastSegment.contains(".")
        && NOT_PAGES.stream().noneMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }

  private static boolean isPage(ServerRequest request) {
    return isPage(request.path());
  }

  private static RequestPredicate isRead() {
    return request ->
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }

  private Mono<ServerResponse> contract(ServerRequest request) {
    return ServerResponse.ok()
        .contentType(YAML)
        .cacheControl(CacheControl.noCache())
        .bodyValue(new ClassPathResource("openapi/admin.yaml"));
  }

  private Mono<ServerResponse> page(ServerRequest request) {
    Resource index = new ClassPathResource(STATIC + "index.html");
    ServerResponse.BodyBuilder answer = ServerResponse.ok().cacheControl(CacheControl.noCache());
    return index.exists()
        ? answer.contentType(MediaType.TEXT_HTML).bodyValue(index)
        : answer.contentType(MediaType.TEXT_PLAIN).bodyValue(NO_CONSOLE);
  }
}
