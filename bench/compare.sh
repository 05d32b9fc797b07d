#!/bin/sh
# Sluice beside llama.cpp on the same files in the same minutes:
#   bench/compare.sh FILE.gguf...
# The two take turns: llama-bench and 'sluice bench' (prefill, decode), then llama-server and 'sluice
# up' (start, concurrent streams, a shared prefix, memory). Prints medians and ratios, above 1 where
# Sluice is better, and adds a line per file to bench/history.jsonl. Quiet the machine before you
# believe a number. Environment:
#   LLAMA     folder of llama-bench and llama-server (default: where bench/llama.sh builds them)
#   PARTS=bench,start,http,prefix  ROUNDS=5  THREADS=<cores>  HISTORY=bench/history.jsonl
#   BACKEND=auto  of Sluice: vector-int8 rounds activations, as llama.cpp does
#   PROMPTS=32,256,1024  GENERATED=64  DEPTHS=0,1024            of 'bench'
#   STREAMS=1,4,16  STREAM_TOKENS=64  PREFIX_WORDS=512          of 'http' and 'prefix'
set -eu
[ $# -ge 1 ] || { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/.mvn/find-jdk.sh"
find_jdk_25 || exit 1
llama=${LLAMA:-$("$here/bench/llama.sh")}
"$here/sluice" version >/dev/null # builds when something changed
exec "$JAVA_HOME/bin/java" "$here/bench/src/main/java/dev/sluice/bench/compare/Comparison.java" \
  "$here" "$llama" "${HISTORY:-$here/bench/history.jsonl}" "$@"
