#!/bin/sh
# Runs benchmarks of bench/ with JMH; the arguments are JMH's.
#   bench/jmh.sh QuotaBenchmark
#   bench/jmh.sh MatmulBenchmark -p type=Q4_0 -p tokens=1,64 -p backend=vector
# Kernels of the CPU engine: Matmul-, Attention-, RowOps-, Activation-, Sampling- and StepChoiceBenchmark; each class says how to read its figures.
#   bench/jmh.sh RowOpsBenchmark.rope -p threads=1     one thread instead of all processors
#   bench/jmh.sh AttentionBenchmark -p backend=vector -prof gc     gc.alloc.rate.norm is near 0 unless vectors are boxed
#   bench/jmh.sh -f 1 -wi 0 -i 1 -r 1ms     everything once: does it still run?
# MAVEN_ARGS reaches Maven, for example MAVEN_ARGS=-o.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
. "$here/.mvn/find-jdk.sh"
find_jdk_25 || exit 1
./mvnw -q -B -pl bench -am -DskipTests -Dskip.web=true -Dspotless.check.skip=true \
  compile dependency:build-classpath -Dmdep.outputFile=target/classpath
exec "$JAVA_HOME/bin/java" --add-modules=jdk.incubator.vector -cp "bench/target/classes:$(cat bench/target/classpath)" org.openjdk.jmh.Main "$@"
