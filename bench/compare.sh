#!/bin/sh
# Sluice beside llama.cpp on the same files in the same minutes:
#   bench/compare.sh FILE.gguf...
# Per file: llama-bench and 'sluice bench' take turns (prefill, decode), then a load of concurrent
# streams goes to llama-server and to 'sluice up' in turns. Prints medians and ratios and adds a
# line per file to bench/history.jsonl. Quiet the machine before you believe a number. Environment:
#   LLAMA     folder of llama-bench and llama-server (default: found on the PATH)
#   ROUNDS=5  PROMPT=256  GENERATED=64  THREADS=<cores>  BATCH_REPETITIONS=1
#   STREAMS=16 (0 leaves the servers out)  STREAM_TOKENS=64  HISTORY=bench/history.jsonl
#   QUIET     a command put before every single measurement, such as one that waits for a lock
set -eu
[ $# -ge 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/.mvn/find-jdk.sh"
find_jdk_25 || exit 1
rounds=${ROUNDS:-5} prompt=${PROMPT:-256} generated=${GENERATED:-64}
threads=${THREADS:-$(getconf _NPROCESSORS_ONLN)} repetitions=${BATCH_REPETITIONS:-1}
streams=${STREAMS:-16} stream_tokens=${STREAM_TOKENS:-64}
history=${HISTORY:-$here/bench/history.jsonl}
quiet=${QUIET:-}
bench=${LLAMA:+$LLAMA/}llama-bench
server=${LLAMA:+$LLAMA/}llama-server
fail() { echo "compare: $*" >&2; exit 1; }
command -v "$bench" >/dev/null || fail "$bench was not found; LLAMA names its folder"

work=$(mktemp -d)
servers=
stop_servers() {
  for pid in $servers; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  servers=
}
trap 'stop_servers; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Every measurement is a line 'ENGINE TEST VALUE' of $work/samples.
run_benches() { # FILE
  $quiet "$bench" -m "$1" -p "$prompt" -n "$generated" -t "$threads" -r "$repetitions" -o csv 2>"$work/err" |
    awk -F'","' 'NR == 1 { count = split($0, names, ","); for (i = 1; i <= count; i++) column[names[i]] = i; next }
      { gsub(/^"|"$/, "") }
      { prompts = $column["n_prompt"]
        print "llama", (prompts > 0 ? "pp" prompts : "tg" $column["n_gen"]), $column["avg_ts"] }' >>"$work/samples"
  $quiet "$here/sluice" bench --model "$1" -p "$prompt" -n "$generated" -t "$threads" -r "$repetitions" --json 2>"$work/err" |
    awk -F'[ ",:]+' '$2 == "test" { test = $3 } $2 == "tok_per_s" { print "sluice", test, $3 }' >>"$work/samples"
}

free_port() { # the first of four free ports
  "$JAVA_HOME/bin/java" "$here/bench/src/main/java/dev/sluice/bench/FreePorts.java" 4
}

await() { # URL PID NAME
  tries=0
  until curl -fsS -o "$work/answer" "$1" 2>/dev/null; do
    kill -0 "$2" 2>/dev/null || fail "$3 ended: $(tail -n 3 "$work/$3.log")"
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "$3 did not answer at $1"
    sleep 0.2
  done
}

load() { # ENGINE URL
  $quiet "$JAVA_HOME/bin/java" "$here/bench/src/main/java/dev/sluice/bench/StreamLoad.java" \
    "$2" bench-key "$model_name" "$streams" "$stream_tokens" >"$work/load" || fail "the load on $1 failed"
  awk -v engine="$1" -v streams="$streams" '
    $1 == "tok_per_s" { print engine, "streams" streams, $2 }
    $1 == "ttft_p50_ms" { print engine, "ttft_ms", $2 }
    $1 == "itl_p50_ms" { print engine, "itl_ms", $2 }' "$work/load" >>"$work/samples"
}

resident() { # ENGINE PID
  awk -v engine="$1" '$1 == "VmRSS:" { print engine, "rss_mib", $2 / 1024 }' "/proc/$2/status" >>"$work/samples" 2>/dev/null || true
}

run_servers() { # FILE
  command -v "$server" >/dev/null || fail "$server was not found; STREAMS=0 leaves the servers out"
  llama_port=$(free_port)
  "$server" -m "$1" -t "$threads" -np "$streams" -c $((streams * 1024)) --host 127.0.0.1 --port "$llama_port" >"$work/llama.log" 2>&1 &
  llama_pid=$! servers="$servers $!"
  await "http://127.0.0.1:$llama_port/health" "$llama_pid" llama
  sluice_port=$(free_port)
  "$here/sluice" up --model "$1" -t "$threads" --port "$sluice_port" --data "$work/data" --api-key bench-key \
    --drain 1 >"$work/sluice.log" 2>&1 &
  sluice_pid=$! servers="$servers $!"
  curl_key="Authorization: Bearer bench-key"
  tries=0
  until curl -fsS -H "$curl_key" "http://127.0.0.1:$sluice_port/v1/models" >"$work/models" 2>/dev/null; do
    kill -0 "$sluice_pid" 2>/dev/null || fail "sluice ended: $(tail -n 3 "$work/sluice.log")"
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "sluice did not answer"
    sleep 0.2
  done
  model_name=$(sed 's/.*"id" *: *"\([^"]*\)".*/\1/' "$work/models")
  load warm-up "http://127.0.0.1:$llama_port"
  load warm-up "http://127.0.0.1:$sluice_port"
  round=1
  while [ "$round" -le "$rounds" ]; do
    load llama "http://127.0.0.1:$llama_port"
    load sluice "http://127.0.0.1:$sluice_port"
    round=$((round + 1))
  done
  resident llama "$llama_pid"
  resident sluice "$sluice_pid"
  stop_servers
  rm -rf "$work/data"
}

report() { # FILE
  commit=$(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)
  cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
  sort -k1,1 -k2,2 -k3,3n "$work/samples" | awk -v file="$(basename "$1")" -v commit="$commit" \
    -v cpu="$cpu" -v threads="$threads" -v rounds="$rounds" -v time="$(date -u +%Y-%m-%dT%H:%M:%SZ)" -v history="$history" '
    function median(engine, test, n) {
      n = count[engine, test]
      if (n == 0) return 0
      return n % 2 ? value[engine, test, (n + 1) / 2] : (value[engine, test, n / 2] + value[engine, test, n / 2 + 1]) / 2
    }
    { value[$1, $2, ++count[$1, $2]] = $3; if (!($2 in seen) && $1 != "warm-up") { seen[$2]; order[++tests] = $2 } }
    END {
      printf "%s, %s threads, medians of %s\n%-12s %12s %12s %8s\n", file, threads, rounds, "test", "llama.cpp", "sluice", "ratio"
      line = sprintf("{\"time\":\"%s\",\"commit\":\"%s\",\"cpu\":\"%s\",\"threads\":%d,\"rounds\":%d,\"model\":\"%s\"", time, commit, cpu, threads, rounds, file)
      for (i = 1; i <= tests; i++) {
        test = order[i]; l = median("llama", test); s = median("sluice", test); ratio = l > 0 ? s / l : 0
        printf "%-12s %12.1f %12.1f %8.2f\n", test, l, s, ratio
        line = line sprintf(",\"%s\":{\"llama\":%.2f,\"sluice\":%.2f,\"ratio\":%.3f}", test, l, s, ratio)
      }
      print line "}" >> history
    }'
}

for model in "$@"; do
  [ -r "$model" ] || fail "cannot read $model"
  : >"$work/samples"
  round=1
  while [ "$round" -le "$rounds" ]; do
    run_benches "$model"
    round=$((round + 1))
  done
  [ "$streams" -eq 0 ] || run_servers "$model"
  report "$model"
done
