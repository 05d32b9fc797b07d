#!/bin/sh
# Encodes the same texts of 1 KB with Hugging Face's tokenizers (Python, one thread) and with the
# codec, taking turns, and prints microseconds a text and the ratio.
#   bench/tokenizers.sh TOKENIZER.json[.gz]... [-- TEXTS...]
# TEXTS are files whose contents are cut into the texts; without them, this repository's prose and
# code. Needs python3 with venv; the package is fetched into a temporary folder unless PYTHON names
# an interpreter that has it. Build first: ./mvnw -q -DskipTests package
set -eu
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/.mvn/find-jdk.sh"
find_jdk_25
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

models=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  name=$(basename "$1" .gz)
  case $1 in *.gz) gzip -dc "$1" >"$work/$name" ;; *) cp "$1" "$work/$name" ;; esac
  models="$models $work/$name"
  shift
done
[ $# -gt 0 ] && shift
if [ $# -eq 0 ]; then
  (cd "$here" && git ls-files -z '*.md' | xargs -0 cat) >"$work/prose"
  (cd "$here" && git ls-files -z '*.java' | xargs -0 cat) >"$work/code"
  set -- "$work/prose" "$work/code"
fi

if [ -z "${PYTHON:-}" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q tokenizers
  PYTHON=$work/venv/bin/python
fi
export TOKENIZERS_PARALLELISM=false RAYON_NUM_THREADS=1
"$PYTHON" "$here/bench/src/main/python/tokenizer_speed.py" cut "$work/texts.jsonl" "$@"
classes=$(find "$here/bench/target" "$here/tokenizer-codec/target" -maxdepth 1 -name classes | tr '\n' ':')
libraries=$(find "${M2_REPOSITORY:-$HOME/.m2/repository}" -name '*.jar' |
  grep -E '/(tokenizers|api|jna|slf4j-api|jackson-[a-z]+|gson|commons-compress)-[0-9.rc-]+\.jar$' | tr '\n' ':')
for model in $models; do
  for round in 1 2 3; do
    "$PYTHON" "$here/bench/src/main/python/tokenizer_speed.py" time "$model" "$work/texts.jsonl" >>"$work/results"
    "$java" -cp "$classes$libraries" dev.sluice.bench.TokenizerSpeed "$model" "$work/texts.jsonl" >>"$work/results"
  done
done
"$PYTHON" "$here/bench/src/main/python/tokenizer_speed.py" report "$work/results"
