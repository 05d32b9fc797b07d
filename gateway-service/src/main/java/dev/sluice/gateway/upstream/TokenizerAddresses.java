package dev.sluice.gateway.upstream;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The processes of the tokenizer service, as {@code host:port}: text may go to any of them, a
 * version has to be told to each.
 */
@Component
public class TokenizerAddresses {
  private final UpstreamProperties properties;

  TokenizerAddresses(UpstreamProperties properties) {
    this.properties = properties;
  }

  /** Resolved anew each time, since replicas come and go. */
  public Mono<Set<String>> all() {
    if (properties.tokenizerReplicas() == null) {
      return Mono.just(Set.of(address(properties.tokenizer().getHost(), properties.tokenizer())));
    }
    return Mono.fromCallable(() -> resolved(properties.tokenizerReplicas()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Set<String> resolved(URI replicas) throws UnknownHostException {
    Set<String> addresses = new TreeSet<>();
    for (InetAddress address : List.of(InetAddress.getAllByName(replicas.getHost()))) {
      String host = address.getHostAddress();
      addresses.add(address(host.contains(":") ? "[" + host + "]" : host, replicas));
    }
    return addresses;
  }

  private static String address(String host, URI base) {
    return host + ":" + (base.getPort() < 0 ? 80 : base.getPort());
  }
}
