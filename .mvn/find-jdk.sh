# Sets JAVA_HOME to a full JDK 25 or newer, or explains how to get one. Sourced by mvnw and sluice.
# Order: SLUICE_JAVA_HOME, JAVA_HOME, the java on PATH, the usual places of Linux, macOS and SDKMAN.

java_major() { # path of a JDK -> its feature release number, or nothing
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
  fi
}

is_jdk_25() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] || return 1
  _major=$(java_major "$1") || return 1
  [ -n "$_major" ] && [ "$_major" -ge 25 ]
}

find_jdk_25() {
  if [ -n "${SLUICE_JAVA_HOME:-}" ]; then
    if is_jdk_25 "$SLUICE_JAVA_HOME"; then JAVA_HOME=$SLUICE_JAVA_HOME; export JAVA_HOME; return 0; fi
    echo "sluice: SLUICE_JAVA_HOME=$SLUICE_JAVA_HOME is not a JDK 25 or newer." >&2
    return 1
  fi
  if is_jdk_25 "${JAVA_HOME:-}"; then export JAVA_HOME; return 0; fi
  if command -v javac >/dev/null 2>&1; then
    _java=$(command -v javac)
    while [ -L "$_java" ]; do
      _link=$(readlink "$_java")
      case "$_link" in /*) _java=$_link ;; *) _java=$(dirname "$_java")/$_link ;; esac
    done
    _home=$(dirname "$(dirname "$_java")")
    if is_jdk_25 "$_home"; then JAVA_HOME=$_home; export JAVA_HOME; return 0; fi
  fi
  for _home in /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
    if is_jdk_25 "$_home"; then JAVA_HOME=$_home; export JAVA_HOME; return 0; fi
  done
  cat >&2 <<'EOF'
sluice: no JDK 25 or newer was found (looked at SLUICE_JAVA_HOME, JAVA_HOME, PATH and the usual places).
  Debian 13, Ubuntu:  sudo apt-get install openjdk-25-jdk
  macOS:              brew install openjdk@25
  anything else:      install a JDK 25 (for example Eclipse Temurin), then
                      export SLUICE_JAVA_HOME=/path/to/jdk-25
EOF
  return 1
}
