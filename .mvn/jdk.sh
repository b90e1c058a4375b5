# Finds a JDK that can build and run Meridian and exports it as JAVA_HOME. Sourced by `mvnw` and `meridian`.
# Looked at, in this order: JAVA_HOME, the `java` on PATH, the usual folder for JDKs.

MERIDIAN_JDK_OLDEST=25.0.3

# jdk_version HOME: the version that the JDK's own release file states, or nothing.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9.]*\).*/\1/p' "$1/release"
}

# jdk_suits VERSION: is it at least the oldest version accepted?
jdk_suits() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$MERIDIAN_JDK_OLDEST" "$1" | sort -V | head -n 1)" = "$MERIDIAN_JDK_OLDEST" ]
}

find_jdk() {
  jdk_seen=""
  jdk_on_path=$(command -v java 2>/dev/null || true)
  [ -z "$jdk_on_path" ] || jdk_on_path=$(dirname "$(dirname "$(readlink -f "$jdk_on_path")")")
  for jdk_home in "${JAVA_HOME-}" "$jdk_on_path" $(set +f; ls -d "${MERIDIAN_JVM_FOLDER:-/usr/lib/jvm}"/* 2>/dev/null | sort -rV); do
    [ -n "$jdk_home" ] || continue
    jdk_found=$(jdk_version "$jdk_home")
    if jdk_suits "$jdk_found"; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
    [ -z "$jdk_found" ] || jdk_seen="$jdk_seen $jdk_home ($jdk_found)"
  done
  echo "Meridian needs a JDK $MERIDIAN_JDK_OLDEST or newer and found ${jdk_seen:-none}." >&2
  echo "Install one (for instance Temurin 25) and set JAVA_HOME to its folder." >&2
  return 1
}
