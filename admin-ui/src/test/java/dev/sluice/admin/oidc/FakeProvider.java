package dev.sluice.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** An OpenID Connect provider with real RSA signatures, on a free port, that checks PKCE. */
final class FakeProvider implements AutoCloseable {
  static final String CLIENT = "sluice-console";
  static final String CLIENT_SECRET = "canary-client-secret-0123456789";
  static final String AUDIENCE = "sluice-admin";

  /** How a token is signed. */
  enum Signature {
    RIGHT,
    OTHER_KEY,
    PUBLIC_KEY_AS_HMAC,
    NONE
  }

  private record Code(String nonce, String challenge, String redirectUri) {}

  private final RSAKey key = rsa("k1");
  private final RSAKey other = rsa("k1");
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Object> claims = new ConcurrentHashMap<>();
  private final DisposableServer server;
  private volatile Signature signature = Signature.RIGHT;

  FakeProvider() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/.well-known/openid-configuration", (_, out) -> json(out, metadata()))
                        .get("/jwks", (_, out) -> json(out, new JWKSet(key).toJSONObject()))
                        .get("/authorize", this::authorize)
                        .post("/token", this::token))
            .bindNow();
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.port();
  }

  /** What the next ID token says besides, or instead. */
  void says(Map<String, Object> more, Signature signed) {
    claims.clear();
    claims.putAll(more);
    signature = signed;
  }

  private Map<String, Object> metadata() {
    return Map.of(
        "issuer", issuer(),
        "authorization_endpoint", issuer() + "/authorize",
        "token_endpoint", issuer() + "/token",
        "jwks_uri", issuer() + "/jwks");
  }

  private static Mono<Void> json(HttpServerResponse out, Map<String, Object> body) {
    return out.header("Content-Type", "application/json")
        .sendString(Mono.just(JsonMapper.shared().writeValueAsString(body)))
        .then();
  }

  /** The user has agreed: back to the console with a code. */
  private Mono<Void> authorize(HttpServerRequest in, HttpServerResponse out) {
    Map<String, String> query = query(in.uri().substring(in.uri().indexOf('?') + 1));
    String code = UUID.randomUUID().toString();
    codes.put(
        code, new Code(query.get("nonce"), query.get("code_challenge"), query.get("redirect_uri")));
    String target =
        UriComponentsBuilder.fromUriString(query.get("redirect_uri"))
            .queryParam("code", code)
            .queryParam("state", "{state}")
            .encode()
            .buildAndExpand(query.get("state"))
            .toUriString();
    return out.sendRedirect(target);
  }

  private Mono<Void> token(HttpServerRequest in, HttpServerResponse out) {
    return in.receive()
        .aggregate()
        .asString()
        .flatMap(
            body -> {
              Map<String, String> form = query(body);
              Code code = codes.remove(form.getOrDefault("code", ""));
              boolean isGood =
                  code != null
                      && code.challenge().equals(challenge(form.get("code_verifier")))
                      && code.redirectUri().equals(form.get("redirect_uri"))
                      && basic().equals(in.requestHeaders().get("Authorization"));
              return isGood
                  ? json(
                      out,
                      Map.of(
                          "access_token",
                          "canary-access-token",
                          "token_type",
                          "Bearer",
                          "expires_in",
                          60,
                          "id_token",
                          token(CLIENT, Map.of("nonce", code.nonce()))))
                  : json(out.status(400), Map.of("error", "invalid_grant"));
            });
  }

  private static String basic() {
    String pair = CLIENT + ":" + CLIENT_SECRET;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> query(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : text.split("&")) {
      String[] halves = pair.split("=", 2);
      fields.put(
          halves[0], URLDecoder.decode(halves.length > 1 ? halves[1] : "", StandardCharsets.UTF_8));
    }
    return fields;
  }

  /** A token as {@link #says} it should be. */
  String token(String audience, Map<String, Object> first) {
    JWTClaimsSet.Builder set =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience(List.of(audience))
            .subject("subject-1")
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plusSeconds(300)))
            .claim("preferred_username", "jane")
            .claim("groups", List.of("staff", "operators"));
    first.forEach(set::claim);
    claims.forEach(set::claim);
    return signed(set.build());
  }

  private String signed(JWTClaimsSet set) {
    try {
      if (signature == Signature.NONE) {
        return new PlainJWT(set).serialize();
      }
      boolean isMac = signature == Signature.PUBLIC_KEY_AS_HMAC;
      JWSHeader header =
          new JWSHeader.Builder(isMac ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256)
              .keyID("k1")
              .build();
      SignedJWT jwt = new SignedJWT(header, set);
      jwt.sign(
          isMac
              ? new MACSigner(key.toRSAPublicKey().getEncoded())
              : new RSASSASigner(signature == Signature.OTHER_KEY ? other : key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
