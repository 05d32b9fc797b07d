#!/bin/sh
# Runs llama-bench and 'sluice bench' on the same file in the same minutes and prints the ratio.
#   bench/compare.sh FILE.gguf [PROMPT_TOKENS [GENERATED_TOKENS [THREADS [REPETITIONS]]]]
# LLAMA_BENCH names llama-bench when it is not on the PATH. The two take turns, so that a slow
# minute of the machine hits both; quiet the machine before you believe a number.
set -eu
[ $# -ge 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
model=$1 prompt=${2:-256} generated=${3:-64} threads=${4:-$(getconf _NPROCESSORS_ONLN)} rounds=${5:-3}
llama=${LLAMA_BENCH:-llama-bench}
command -v "$llama" >/dev/null || { echo "compare: $llama was not found; set LLAMA_BENCH" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
round=1
while [ "$round" -le "$rounds" ]; do
  "$llama" -m "$model" -p "$prompt" -n "$generated" -t "$threads" -r 1 -o csv 2>/dev/null |
    awk -F'","' 'NR == 1 { count = split($0, names, ","); for (i = 1; i <= count; i++) column[names[i]] = i; next }
      { gsub(/^"|"$/, "") }
      { prompts = $column["n_prompt"]
        print (prompts > 0 ? "pp" prompts : "tg" $column["n_gen"]), $column["avg_ts"] }' >>"$work/llama"
  "$here/sluice" bench --model "$model" -p "$prompt" -n "$generated" -t "$threads" -r 1 --json 2>/dev/null |
    awk -F'[ ",:]+' '$2 == "test" { test = $3 } $2 == "tok_per_s" { print test, $3 }' >>"$work/sluice"
  round=$((round + 1))
done

printf '%-8s %12s %12s %8s   (tokens/s, mean of %s)\n' test llama.cpp sluice ratio "$rounds"
for test in "pp$prompt" "tg$generated"; do
  awk -v test="$test" '
    $1 == test { sum[FILENAME] += $2; n[FILENAME]++ }
    END {
      l = n[ARGV[1]] ? sum[ARGV[1]] / n[ARGV[1]] : 0
      s = n[ARGV[2]] ? sum[ARGV[2]] / n[ARGV[2]] : 0
      printf "%-8s %12.1f %12.1f %8.2f\n", test, l, s, l > 0 ? s / l : 0
    }' "$work/llama" "$work/sluice"
done
