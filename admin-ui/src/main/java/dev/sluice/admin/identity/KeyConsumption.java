package dev.sluice.admin.identity;

import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What keys have used in the current minute; a room that sees usage implements it as a bean. */
public interface KeyConsumption {
  /** Requests and tokens of one key. */
  record Used(long requests, long tokens) {
    public static final Used NOTHING = new Used(0, 0);
  }

  /** By key id; a key that used nothing may be absent. */
  Mono<Map<String, Used>> thisMinute(Collection<String> keyIds);
}
