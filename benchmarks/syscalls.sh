#!/bin/sh
# Counts by strace how often a message makes each client call the system, and prints the table of docs/PERFORMANCE.md.
# Usage: benchmarks/syscalls.sh [SCENARIO [CLIENT...]], for instance: benchmarks/syscalls.sh text1k-c10 postrider-awaited limit-awaited
set -eu
cd "$(dirname "$0")/.."
mvn -q -Dquick package -DskipTests -pl benchmarks -am >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp benchmarks/target/benchmarks.jar org.postrider.benchmarks.load.SystemCallRun "$@"
