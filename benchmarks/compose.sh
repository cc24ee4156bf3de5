#!/bin/sh
# Measures composing next to the peers and prints the tables of docs/PERFORMANCE.md, one for each Java that is named.
# Usage: benchmarks/compose.sh [JAVA_HOME...] [-- JMH options], for instance: benchmarks/compose.sh /opt/jdk-17 /opt/jdk-25 -- -f 3
set -eu
cd "$(dirname "$0")/.."
javas=
while [ $# -gt 0 ] && [ "$1" != -- ]; do javas="$javas $1/bin/java"; shift; done
[ $# -gt 0 ] && shift
mvn -q -Dquick package -DskipTests -pl benchmarks -am
for java in ${javas:-${JAVA_HOME:+$JAVA_HOME/bin/}java}; do
  "$java" -cp benchmarks/target/benchmarks.jar org.postrider.benchmarks.ComposeTable "$@"
done
