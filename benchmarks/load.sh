#!/bin/sh
# Sends under load next to the peers and prints the tables of docs/PERFORMANCE.md; tables and charts are kept in benchmarks/target/load.
# Usage: benchmarks/load.sh [OPTION...] [SCENARIO...], for instance: benchmarks/load.sh --rounds 5 text1k-c10 rtt20-c1
# JAVA_HOME chooses the Java. MTU=1500 gives loopback packets of that size, in a network of its own (Linux, needs unshare and ip).
set -eu
cd "$(dirname "$0")/.."
if [ -n "${MTU:-}" ]; then
  mtu=$MTU
  unset MTU
  # shellcheck disable=SC2016
  exec unshare -rn sh -c 'ip link set lo mtu "$0" up && exec benchmarks/load.sh "$@"' "$mtu" "$@"
fi
mvn -q -Dquick package -DskipTests -pl benchmarks -am >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp benchmarks/target/benchmarks.jar org.postrider.benchmarks.load.LoadRun "$@"
