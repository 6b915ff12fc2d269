#!/usr/bin/env bash
# Runs the sample Service as its user would, stops it by SIGTERM, and checks that it drained; and that it refuses a bad configuration.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
service="$root/artifacts/bin/Service/release/Service"
place="$(mktemp -d)"
running=""
trap '[ -z "$running" ] || kill -9 "$running" 2>/dev/null || true; rm -rf "$place"' EXIT

fail() {
    echo "service-test: $*" >&2
    cat "$place/out" >&2 || true
    exit 1
}

has() {
    grep -qE -- "$1" "$place/out" || fail "no line matches: $1"
}

dotnet build "$root/samples/Service" -c Release --nologo -v quiet
cd "$(dirname "$service")"

# A bad configuration: the start fails, and one message names all that is wrong.
code=0
timeout 60 "$service" --Liten:Runtimes:reports:WorkerThreads=0 --Liten:Runtimes:reports:Colour=red >"$place/out" 2>&1 || code=$?
[ "$code" -ne 0 ] && [ "$code" -ne 124 ] || fail "a bad configuration ends with exit code $code"
grep -E 'Liten:Runtimes:reports: WorkerThreads must be' "$place/out" | grep -q 'Liten:Runtimes:reports:Colour is no option' \
    || fail "one message should name both errors"

# Started, working, and stopped in the middle of it.
"$service" >"$place/out" 2>&1 </dev/null &
running=$!
for _ in $(seq 600); do
    ! grep -qE '[1-9][0-9]* shipped' "$place/out" || break
    kill -0 "$running" 2>/dev/null || fail "the service has ended by itself"
    sleep 0.1
done
kill -TERM "$running"
code=0
wait "$running" || code=$?
running=""
[ "$code" -eq 0 ] || fail "exit code $code instead of 0 after SIGTERM"
has 'Taking orders on default-[01]'
has 'Draining [1-9][0-9]* tasks, for 00:00:10 at most'
has 'Drained: [1-9][0-9]* tasks have ended, none is left'
! grep -qE '^(warn|fail|crit):' "$place/out" || fail "it has warned"
grep -E 'Draining [1-9]|Drained: [1-9]' "$place/out"
echo "service-test: Service drains when it is stopped"
