#!/usr/bin/env bash
# Runs the sample Crawler as its user would and checks exit codes and output, Ctrl+C included.
set -euo pipefail
set -m # a background process of its own group: it does not ignore Ctrl+C

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
crawler="$root/artifacts/bin/Crawler/release/Crawler"
place="$(mktemp -d)"
running=""
trap '[ -z "$running" ] || kill -9 "$running" 2>/dev/null || true; rm -rf "$place"' EXIT

fail() {
    echo "crawler-test: $*" >&2
    echo "--- output" >&2
    cat "$place/out" "$place/err" >&2 || true
    exit 1
}

# run EXPECTED_CODE ARGUMENT..: runs the sample and checks its exit code
run() {
    local expected="$1" code=0
    shift
    timeout 60 "$crawler" "$@" >"$place/out" 2>"$place/err" </dev/null || code=$?
    [ "$code" -eq "$expected" ] || fail "exit code $code instead of $expected for: $*"
}

# has FILE PATTERN: the output holds a line that matches; a table's cell borders match as .
has() {
    grep -qE -- "$2" "$place/$1" || fail "no line in $1 matches: $2"
}

has_not() {
    ! grep -qE -- "$2" "$place/$1" || fail "a line in $1 matches: $2"
}

# number PATTERN: the number that (..) stands for in the line of the output that matches
number() {
    sed -nE "s/.*$1.*/\1/p" "$place/out" | tail -n 1 | tr -d ,
}

dotnet build "$root/samples/Crawler" -c Release --nologo -v quiet

# A whole crawl: 4 hosts of 40 pages, and one link that leads nowhere
run 0 --pages 40 --rate 100 --parallel 8
has out '^158 of 161 known pages fetched in .* 3 failed\.$'
has out 'docs.test .* 39 '
has out 'blog.test .* 39 '
has out 'shop.test .* 40 '
has out 'total .* 158 '
has out '/moved/away .* 1 .*404 Not Found'
has out 'http://docs.test/page/13 .* 4 .*503 Service Unavailable'
has out 'http://blog.test/page/13 .* 4 .*no answer in time'
has out 'known pages done, '
has out 'liten-worker-0'
has_not out 'interrupted'
has_not out 'elsewhere.example'
has_not out $'\x1b'
[ ! -s "$place/err" ] || fail "a whole crawl writes to stderr"

# The smallest site, and one with nothing at once
run 0 --hosts 1 --pages 1
has out '^1 of 2 known pages fetched in .* 1 failed\.$'
run 0 --hosts 8 --pages 2 --parallel 1 --per-host 1 --rate 1000
has out '^14 of 17 known pages fetched in .* 3 failed\.$'

# The rate of a host is kept: 20 pages and the link that leads nowhere, at 10 each second
run 0 --hosts 1 --pages 20 --rate 10 --per-host 20 --parallel 20
[ "$(number 'fetched in ([0-9]+)\.[0-9] s')" -ge 2 ] || fail "more than 10 requests in a second"

# A terminal: the table moves, and the summary is the same
if command -v script >/dev/null; then
    code=0
    TERM=xterm timeout 60 script -qec "'$crawler' --hosts 2 --pages 10 --rate 50" /dev/null \
        >"$place/out" 2>"$place/err" </dev/null || code=$?
    [ "$code" -eq 0 ] || fail "exit code $code instead of 0 on a terminal"
    has out 'Ctrl\+C ends the crawl'
    has out '18 of 21 known pages fetched in .* 3 failed\.'
fi

# Wrong usage
run 2 --unknown
has err "unknown option '--unknown'"
run 2 http://localhost/
has err 'the site is made up here'
run 2 ''
has err 'unexpected argument'
run 2 --rate
has err '--rate wants a number from 1 to 1000, nothing follows it'
for wrong in 0 -1 x 1.5 1001 99999999999; do
    run 2 --rate "$wrong"
    has err "--rate wants a number from 1 to 1000, not '$wrong'"
done
run 2 --hosts 9
has err '--hosts wants a number from 1 to 8'
[ ! -s "$place/out" ] || fail "wrong usage writes to stdout"
run 0 --help
has out '^Usage: '
has out '130'
run 0 -h

# Ctrl+C in the middle: what is done, failed and not done are together all that was known
"$crawler" --pages 500 --rate 40 >"$place/out" 2>"$place/err" </dev/null &
running=$!
for _ in $(seq 300); do
    ! grep -q 'known pages done' "$place/out" || break
    sleep 0.1
done
kill -INT "$running"
for _ in $(seq 100); do
    kill -0 "$running" 2>/dev/null || break
    sleep 0.1
done
! kill -0 "$running" 2>/dev/null || fail "still running 10 s after Ctrl+C"
code=0
wait "$running" || code=$?
running=""
[ "$code" -eq 130 ] || fail "exit code $code instead of 130 after Ctrl+C"
has out '^interrupted: [0-9,]+ of [0-9,]+ pages not done \([0-9,]+ cut short, [0-9,]+ never asked for\):$'
has out '^  docs.test: /page/[0-9]+, .* and [0-9,]+ more$'
known="$(number ' of ([0-9,]+) known pages fetched')"
fetched="$(number '^([0-9,]+) of [0-9,]+ known pages fetched')"
failed="$(number 'per second; ([0-9,]+) failed')"
left="$(number '^interrupted: ([0-9,]+) of')"
[ "$fetched" -gt 0 ] || fail "nothing was fetched before Ctrl+C"
[ "$((fetched + failed + left))" -eq "$known" ] || fail "$fetched + $failed + $left pages are not $known"
[ ! -s "$place/err" ] || fail "Ctrl+C writes to stderr"

rm -f "$place/out" "$place/err"
echo "crawler-test: Crawler does what its --help says"
