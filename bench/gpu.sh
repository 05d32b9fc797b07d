#!/bin/sh
# On a machine with an NVIDIA driver and a JDK 25, without a network: runs the parity and golden tests on
# the device, then measures, and writes OUT/gpu.json and OUT/gpu.md.
#   bench/gpu.sh [OUT]           OUT is bench/target/gpu when not given
#   bench/gpu.sh --prepare       on the machine that builds, before the folder is copied over: builds,
#                                compiles all kernels, and puts what Maven would fetch beside them
# GPU_TESTS=off measures only. Exit status 2: there is no GPU; 1: a test or a measurement failed.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/.mvn/find-jdk.sh"
find_jdk_25 || exit 1
java=$JAVA_HOME/bin/java
bundle=$here/bench/target/gpu-bundle
flags="--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED
  -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -Dsluice.cuda.cubins=$bundle/cubins"

say() { echo "gpu: $*" >&2; }

prepare() {
  rm -rf "$bundle"
  mkdir -p "$bundle/lib"
  "$here/bench/fetch-nvrtc.sh" "$bundle/nvrtc"
  (cd "$here" && ./mvnw -q -B -pl bench -am -DskipTests -Dspotless.check.skip=true package)
  (cd "$here" && ./mvnw -q -B -pl inference-engine -am -DskipTests -Dspotless.check.skip=true package \
    dependency:copy-dependencies -DincludeScope=test -DoutputDirectory="$bundle/lib")
  # modules of this build, which copy-dependencies may have taken as folders
  cp "$here"/serving-contract/target/serving-contract-*.jar "$here"/tokenizer-codec/target/tokenizer-codec-*.jar \
    "$here"/inference-engine/target/inference-engine-*.jar "$here"/bench/target/bench-*.jar "$bundle/lib/"
  "$java" --enable-native-access=ALL-UNNAMED -Dsluice.cuda.nvrtc="$bundle/nvrtc" -cp "$bundle/lib/*" \
    dev.sluice.engine.compute.cuda.CubinArchive "$bundle/cubins"
  say "ready in $bundle"
}

has_gpu() { [ -e /dev/nvidiactl ] || [ -e /dev/dxg ]; }

# The same classes that the build runs on the emulated driver.
run_tests() {
  (cd "$here/inference-engine" && "$java" $flags -Dsluice.test.backend=cuda -Dsluice.test.device=true \
    -cp "target/test-classes:$bundle/lib/*" dev.sluice.engine.compute.DeviceTests) 
}

[ "${1:-}" != --prepare ] || { prepare; exit 0; }
has_gpu || { say "no GPU: neither /dev/nvidiactl nor /dev/dxg exists"; exit 2; }
[ -d "$bundle/cubins" ] || { say "nothing is built: run bench/gpu.sh --prepare where there is a network"; exit 1; }
out=${1:-$here/bench/target/gpu}
mkdir -p "$out"
tests=passed
[ "${GPU_TESTS:-on}" = on ] || tests="not run"
if [ "$tests" = passed ] && ! run_tests >"$out/tests.log" 2>&1; then
  tests=failed
  tail -n 40 "$out/tests.log" >&2
fi
say "tests on the device: $tests"
"$java" $flags -cp "$bundle/lib/*" dev.sluice.bench.DeviceBenchmark --tests "$tests" --out "$out"
cat "$out/gpu.md"
[ "$tests" != failed ]
