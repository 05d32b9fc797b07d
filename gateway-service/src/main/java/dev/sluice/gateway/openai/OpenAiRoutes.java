package dev.sluice.gateway.openai;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Mono;

/** The public endpoints. A known path with another method is 405, everything else 404. */
@Configuration(proxyBeanMethods = false)
class OpenAiRoutes {
  private record Endpoint(
      HttpMethod method, String path, HandlerFunction<ServerResponse> handler) {}

  @Bean
  RouterFunction<ServerResponse> publicRoutes(
      CompletionHandler completions, ModelHandler models, TokenHandler tokens) {
    List<Endpoint> endpoints =
        List.of(
            new Endpoint(HttpMethod.POST, ChatParser.PATH, completions::chat),
            new Endpoint(HttpMethod.POST, CompletionParser.PATH, completions::completions),
            new Endpoint(HttpMethod.GET, "/v1/models", models::list),
            new Endpoint(HttpMethod.GET, "/v1/models/{id}", models::one),
            new Endpoint(HttpMethod.POST, "/tokenize", tokens::tokenize),
            new Endpoint(HttpMethod.POST, "/detokenize", tokens::detokenize),
            new Endpoint(HttpMethod.GET, "/health", models::health));
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (Endpoint endpoint : endpoints) {
      routes.route(method(endpoint.method()).and(path(endpoint.path())), endpoint.handler());
    }
    for (Endpoint endpoint : endpoints) {
      routes.route(path(endpoint.path()), request -> refused(request.method(), endpoint));
    }
    return routes.build();
  }

  private static Mono<ServerResponse> refused(HttpMethod method, Endpoint endpoint) {
    return Mono.error(new MethodNotAllowedException(method, Set.of(endpoint.method())));
  }
}
