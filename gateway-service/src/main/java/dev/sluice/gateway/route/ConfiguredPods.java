package dev.sluice.gateway.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Pods from the settings. Names marked {@code dns:} are resolved again and again; a failed lookup
 * keeps the addresses of the last good one.
 */
@Component
public class ConfiguredPods implements PodDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredPods.class);
  private static final String DNS = "dns:";

  /** Name lookup, replaced in tests. */
  interface Resolver {
    List<String> resolve(String host) throws UnknownHostException;
  }

  private final RouteProperties properties;
  private final Resolver resolver;

  @Autowired
  public ConfiguredPods(RouteProperties properties) {
    this(properties, ConfiguredPods::lookUp);
  }

  ConfiguredPods(RouteProperties properties, Resolver resolver) {
    this.properties = properties;
    this.resolver = resolver;
    properties.pods().forEach(ConfiguredPods::check);
  }

  @Override
  public Flux<Set<String>> addresses() {
    List<Flux<Set<String>>> sources = new ArrayList<>();
    for (String entry : properties.pods()) {
      sources.add(entry.startsWith(DNS) ? resolved(entry) : Flux.just(Set.of(entry)));
    }
    if (sources.isEmpty()) {
      return Flux.just(Set.<String>of()).concatWith(Mono.never());
    }
    return Flux.combineLatest(sources, ConfiguredPods::union)
        .distinctUntilChanged()
        .concatWith(Mono.never());
  }

  private Flux<Set<String>> resolved(String entry) {
    int colon = entry.lastIndexOf(':');
    String host = entry.substring(DNS.length(), colon);
    String port = entry.substring(colon);
    Mono<Set<String>> lookup =
        Mono.fromCallable(() -> withPort(resolver.resolve(host), port))
            .subscribeOn(Schedulers.boundedElastic())
            .doOnError(e -> LOG.warn("the pods' name {} does not resolve", host))
            .onErrorComplete();
    return lookup
        .concatWith(
            Flux.interval(properties.dnsRefresh())
                .onBackpressureDrop()
                .concatMap(tick -> lookup, 1))
        .distinctUntilChanged();
  }

  private static Set<String> withPort(List<String> hosts, String port) {
    Set<String> addresses = new TreeSet<>();
    hosts.forEach(host -> addresses.add((host.contains(":") ? "[" + host + "]" : host) + port));
    return addresses;
  }

  private static Set<String> union(Object[] sets) {
    Set<String> all = new TreeSet<>();
    for (Object set : sets) {
      ((Set<?>) set).forEach(address -> all.add((String) address));
    }
    return all;
  }

  private static List<String> lookUp(String host) throws UnknownHostException {
    List<String> addresses = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      addresses.add(address.getHostAddress());
    }
    return addresses;
  }

  private static void check(String entry) {
    if (!entry.matches("(dns:)?[^/\\s]+:\\d{1,5}")) {
      throw new IllegalArgumentException(
          "sluice.gateway.pods has '%s'; write host:port or dns:host:port".formatted(entry));
    }
  }
}
