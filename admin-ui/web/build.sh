#!/usr/bin/env bash
# Runs the web build for Maven: build.sh (build|test) OUTPUT_FOLDER
# Node comes from PATH when it is new enough, else from a copy that Maven fetched into target/node,
# else this says what is missing. MAVEN_CMD is the Maven to fetch with.
set -euo pipefail
cd "$(dirname "$0")"
readonly fetched="$PWD/../target/node"

is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a >= 22 ? +(a === 22 && b < 12) : +!(a === 20 && b >= 19))' 2>/dev/null
}

fetch_node() {
  echo "No Node 20.19+ or 22.12+ on PATH: fetching one into admin-ui/target/node" >&2
  "${MAVEN_CMD:-../../mvnw}" -q -B -f ../pom.xml frontend:install-node-and-npm >&2
}

if is_new_enough node; then
  :
elif [ -x "$fetched/node" ] || fetch_node; then
  export PATH="$fetched:$PATH"
else
  echo "The web console needs Node 20.19+ or 22.12+: none is on PATH and none could be fetched." >&2
  echo "Install Node and put it on PATH, or build without the console: ./mvnw -Dskip.web package" >&2
  exit 1
fi
exec node build.mjs "$@"
