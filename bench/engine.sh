#!/bin/sh
# Measures how the engine shares its steps, on a GGUF file with a ChatML template:
#   bench/engine.sh speculation MODEL.gguf [TOKENS [CASE]]   decoding speed with and without guessed tokens
#   bench/engine.sh prefill MODEL.gguf [CHUNK...]            time between tokens while a long prompt comes in (0: by time)
# Build first: ./mvnw -q -DskipTests package. Quiet the machine before you believe a number.
set -eu
[ $# -ge 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
case $1 in
  speculation) main=SpeculationSpeed ;;
  prefill) main=PrefillInterference ;;
  *) echo "engine: '$1' is neither 'speculation' nor 'prefill'" >&2; exit 2 ;;
esac
shift
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/.mvn/find-jdk.sh"
find_jdk_25
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=$(find "$here/bench/target" "$here/inference-engine/target" "$here/tokenizer-codec/target" \
  "$here/serving-contract/target" -maxdepth 1 -name classes | tr '\n' ':')
libraries=$(find "${M2_REPOSITORY:-$HOME/.m2/repository}" -name '*.jar' |
  grep -E '/(slf4j-api|jackson-[a-z]+|jcuda|jcublas)-[0-9.rc-]+\.jar$' | tr '\n' ':')
exec "$java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -XX:+UseSerialGC -Xmn64m \
  -cp "$classes$libraries" "dev.sluice.bench.$main" "$@"
