#!/bin/sh
# On a machine with an NVIDIA driver, without a network and without a JDK, in less than ten minutes: runs the
# parity and golden tests on the device, compares greedy ids of CPU and GPU, measures prefill and decoding
# per element type with and without graphs, and writes OUT/gpu.json, OUT/gpu.md and logs.
#   bench/gpu.sh [OUT]           OUT is bench/target/gpu when not given
#   bench/gpu.sh --prepare       on the machine that builds, before the folder is copied over: builds,
#                                compiles all kernels, and puts what is needed into bench/target/gpu-bundle
# GPU_TESTS=off leaves the tests out. GPU_TRIAL=on measures next to nothing. GPU_DRIVER=FILE takes another libcuda.so.1,
# with kernels from the folder GPU_CUBINS. Exit status 2: there is no GPU; 1: a test, an id or a measurement failed.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
bundle=$here/bench/target/gpu-bundle
cubins=${GPU_CUBINS:-$bundle/cubins}

say() { echo "gpu: $*" >&2; }

prepare() {
  . "$here/.mvn/find-jdk.sh"
  find_jdk_25 || exit 1
  rm -rf "$bundle"
  mkdir -p "$bundle/lib"
  "$here/bench/fetch-nvrtc.sh" "$here/bench/target/nvrtc"
  (cd "$here" && ./mvnw -q -B ${MAVEN_OPTIONS:-} -pl bench -am -DskipTests -Dspotless.check.skip=true package)
  (cd "$here" && ./mvnw -q -B ${MAVEN_OPTIONS:-} -pl inference-engine -am -DskipTests -Dspotless.check.skip=true package \
    dependency:copy-dependencies -DincludeScope=test -DoutputDirectory="$bundle/lib")
  # modules of this build, which copy-dependencies may have taken as folders
  cp "$here"/serving-contract/target/serving-contract-*.jar "$here"/tokenizer-codec/target/tokenizer-codec-*.jar \
    "$here"/inference-engine/target/inference-engine-*.jar "$here"/bench/target/bench-*.jar "$bundle/lib/"
  cp -R "$here/inference-engine/target/test-classes" "$bundle/test-classes"
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dsluice.cuda.nvrtc="$here/bench/target/nvrtc" \
    -cp "$bundle/lib/*" dev.sluice.engine.compute.cuda.CubinArchive "$cubins"
  "$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --compress zip-9 --output "$bundle/jre" \
    --add-modules java.compiler,java.instrument,java.management,java.naming,java.net.http,java.sql,jdk.incubator.vector,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs
  tar -C "$bundle" -czf "$bundle/jre.tar.gz" jre
  rm -rf "$bundle/jre"
  say "ready in $bundle: $(du -sm "$bundle" | cut -f1) MB"
}

has_gpu() { [ -n "${GPU_DRIVER:-}" ] || [ -e /dev/nvidiactl ] || [ -e /dev/dxg ]; }

[ "${1:-}" != --prepare ] || { prepare; exit 0; }
has_gpu || { say "no GPU: neither /dev/nvidiactl nor /dev/dxg exists"; exit 2; }
[ -e "$bundle/jre.tar.gz" ] || { say "nothing is built: run bench/gpu.sh --prepare where there is a network"; exit 1; }
out=${1:-$here/bench/target/gpu}
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ -d "$bundle/jre" ] || tar -C "$bundle" -xzf "$bundle/jre.tar.gz"
{ nvidia-smi || say "nvidia-smi cannot be run"; } >"$out/device.txt" 2>&1
export TMPDIR="$out" # JCuda unpacks its libraries

# run SECONDS OPTIONS...: Java with that much time, a multiple of what it takes
run() {
  seconds=$1
  shift
  timeout "$seconds" "$bundle/jre/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -Djava.io.tmpdir="$out" -Dsluice.cuda.cubins="$cubins" \
    -Dsluice.cuda.driver="${GPU_DRIVER:-}" "$@"
}

result() { # STATUS -> a word
  case $1 in 0) echo passed ;; 124) echo "not finished" ;; *) echo failed ;; esac
}

cp_all="$bundle/test-classes:$bundle/lib/*"
models=$(find "$bundle/test-classes/models" -name '*.gguf')
status=0
run 90 -cp "$cp_all" dev.sluice.bench.DeviceParity $models >"$out/parity.txt" 2>"$out/parity.log" || status=$?
parity=$(result $status)
say "greedy ids of CPU and GPU: $parity"
cat "$out/parity.txt" >&2

# The same classes that the build runs on the emulated driver.
tests="not run"
if [ "${GPU_TESTS:-on}" = on ]; then
  status=0
  run 200 -Dsluice.test.backend=cuda -Dsluice.test.device=true -cp "$cp_all" dev.sluice.engine.compute.DeviceTests \
    >"$out/tests.log" 2>&1 || status=$?
  tests=$(result $status)
  [ "$tests" = passed ] || tail -n 40 "$out/tests.log" >&2
fi
say "tests on the device: $tests"

status=0
run 270 -Dsluice.bench.trial="$([ "${GPU_TRIAL:-off}" = on ] && echo true || echo false)" -cp "$cp_all" dev.sluice.bench.DeviceBenchmark --tests "$tests" --parity "$parity" --out "$out" || status=$?
[ ! -e "$out/gpu.md" ] || cat "$out/gpu.md"
rm -f "$out"/libJC*.so "$out"/libJN*.so
[ $status -eq 0 ] && [ "$parity" = passed ] && [ "$tests" != failed ] && [ "$tests" != "not finished" ]
