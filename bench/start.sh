#!/bin/sh
# Measures how long Sluice takes to answer, from the start of its process:
#   bench/start.sh [MODEL [RUNS]]
# 'generate' to its first token, 'up' to its welcome and to the first token of a streamed completion (a
# second start: the data directory exists), and the resident memory after that stream. Prints every run
# and the medians of RUNS (3). MODEL is a file or a name that 'sluice models' lists. SLUICE_START_PORT (18080)
# is the first of four free ports. Quiet the machine before you believe a number.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
model=${1:-smollm2-135m-instruct} runs=${2:-3} port=${SLUICE_START_PORT:-18080}
key=sk-start-0123456789abcdef
work=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; }
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

now() { date +%s%3N; }

# The launcher builds when something changed, which is no part of a start.
"$here/sluice" version >/dev/null

# Milliseconds until the first byte of the text.
generate() {
  from=$(now)
  "$here/sluice" generate --model "$model" --prompt "Once upon a time" --max-tokens 8 2>/dev/null |
    { head -c 1 >/dev/null; echo $(($(now) - from)); cat >/dev/null; }
}

# Milliseconds until the welcome and until the first token; kilobytes resident after the stream.
up() {
  from=$(now)
  : >"$work/out"
  "$here/sluice" up --model "$model" --data "$work/data" --port "$port" --api-key "$key" \
    >"$work/out" 2>"$work/err" &
  server=$!
  until grep -q '^Sluice serves' "$work/out"; do
    kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.01
  done
  ready=$(($(now) - from))
  name=$(sed -n 's/^Sluice serves \(.*\), ready.*/\1/p' "$work/out")
  first=$(curl -sN "http://127.0.0.1:$port/v1/completions" -H "Authorization: Bearer $key" \
    -H "Content-Type: application/json" \
    -d "{\"model\":\"$name\",\"prompt\":\"Once upon a time\",\"max_tokens\":16,\"stream\":true}" |
    { grep -m 1 '^data:.*"text":"[^"]' >"$work/token" || exit 1; echo $(($(now) - from)); cat >/dev/null; })
  memory=$(ps -o rss= -p "$server" | tr -d ' ')
  stop
  echo "$ready $first $memory"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

up >"$work/first" # makes the data directory
i=1
while [ "$i" -le "$runs" ]; do
  generate >>"$work/generate"
  up >>"$work/up"
  echo "run $i: generate $(tail -n 1 "$work/generate") ms, up (ready, token, kB): $(tail -n 1 "$work/up")"
  i=$((i + 1))
done
printf '%-38s %8s ms\n' "generate to first token" "$(median <"$work/generate")" \
  "first start of up to first token" "$(cut -d' ' -f2 "$work/first")" \
  "second start of up to welcome" "$(cut -d' ' -f1 "$work/up" | median)" \
  "second start of up to first token" "$(cut -d' ' -f2 "$work/up" | median)"
printf '%-38s %8s MB\n' "resident after the first stream" "$(($(cut -d' ' -f3 "$work/up" | median) / 1024))"
