# One image per service from one file:
#   docker build --build-arg SERVICE=gateway-service -t sluice/gateway-service .
# SERVICE is gateway-service, tokenizer-service, inference-service or admin-ui. The first stage does
# not depend on it, so that all four images come from one build of the sources. The web console is built
# with Node: as this stage's PATH has none, Maven fetches the version that admin-ui/pom.xml names and
# keeps it in the cache below. A base image that brings Node 20.19 or newer with npm has its own used.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    --mount=type=cache,target=/root/.npm,sharing=locked \
    ./mvnw -B -q -DskipTests -Dspotless.check.skip \
      -pl gateway-service,tokenizer-service,inference-service,admin-ui -am package \
 && for service in gateway-service tokenizer-service inference-service admin-ui; do \
      mkdir -p "/out/$service" \
      && cp "$service"/target/"$service"-*-exec.jar "/out/$service/app.jar" \
      && (cd "/out/$service" && java -Djarmode=tools -jar app.jar extract --destination extracted) \
      || exit 1; \
    done

FROM eclipse-temurin:25-jre
ARG SERVICE
RUN test -n "$SERVICE" || { echo "give --build-arg SERVICE=gateway-service (or another one)" >&2; exit 1; }
RUN groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin sluice \
 && install -d -o 10001 -g 10001 /data
# Libraries change less often than the services: a layer of their own.
COPY --from=build /out/${SERVICE}/extracted/lib/ /app/lib/
COPY --from=build /out/${SERVICE}/extracted/app.jar /app/app.jar

# Works with a read-only root: only /tmp (native tokenizer library, must allow execution) and /data
# are written. Further JVM options go into JDK_JAVA_OPTIONS. Names are cached for 3 s and not for the
# JDK's 30: the gateway asks every 5 s for the pods behind one.
ENV SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=8080 \
    DJL_CACHE_DIR=/tmp/djl \
    DJL_OFFLINE=true \
    RUST_FLAVOR=cpu
USER 10001:10001
WORKDIR /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-$SERVER_PORT} && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", \
  "--add-modules=jdk.incubator.vector", \
  "--enable-native-access=ALL-UNNAMED", \
  "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0", \
  "-XX:+ExitOnOutOfMemoryError", \
  "-Dsun.net.inetaddr.ttl=3", \
  "-jar", "/app/app.jar"]
