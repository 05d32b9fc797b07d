#!/bin/sh
# Runs benchmarks of bench/ with JMH; the arguments are JMH's.
#   bench/jmh.sh QuotaBenchmark
#   bench/jmh.sh MatmulBenchmark -p type=Q4_0 -p tokens=1,64 -p backend=vector
# MAVEN_ARGS reaches Maven, for example MAVEN_ARGS=-o.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
. "$here/.mvn/find-jdk.sh"
find_jdk_25 || exit 1
./mvnw -q -B -pl bench -am -DskipTests -Dskip.web=true -Dspotless.check.skip=true \
  compile dependency:build-classpath -Dmdep.outputFile=target/classpath
exec "$JAVA_HOME/bin/java" --add-modules=jdk.incubator.vector -cp "bench/target/classes:$(cat bench/target/classpath)" org.openjdk.jmh.Main "$@"
