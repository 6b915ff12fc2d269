#!/usr/bin/env bash
# Runs the sample WordCount as its user would and checks exit codes and output, errors and Ctrl+C included.
set -euo pipefail
set -m # a background process of its own group: it does not ignore Ctrl+C

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
words="$root/artifacts/bin/WordCount/release/WordCount"
place="$(mktemp -d)"
running=""
trap '[ -z "$running" ] || kill -9 "$running" 2>/dev/null || true; rm -rf "$place"' EXIT

fail() {
    echo "sample-test: $*" >&2
    echo "--- output" >&2
    cat "$place.out" "$place.err" >&2 || true
    exit 1
}

# run EXPECTED_CODE ARGUMENT..: runs the sample and checks its exit code
run() {
    local expected="$1" code=0
    shift
    timeout 60 "$words" "$@" >"$place.out" 2>"$place.err" </dev/null || code=$?
    [ "$code" -eq "$expected" ] || fail "exit code $code instead of $expected for: $*"
}

# has FILE PATTERN: the output holds a line that matches; a table's cell borders match as .
has() {
    grep -qE -- "$2" "$place.$1" || fail "no line in $1 matches: $2"
}

has_not() {
    ! grep -qE -- "$2" "$place.$1" || fail "a line in $1 matches: $2"
}

dotnet build "$root/samples/WordCount" -c Release --nologo -v quiet

# Counting
mkdir -p "$place/text/deep/er" "$place/text/.git" "$place/text/bin" "$place/text/artifacts"
printf "Don't stop. don't STOP; 'quoted' DON\xe2\x80\x99T \xc3\x84rger \xc3\xa4RGER caf\xc3\xa9\n" >"$place/text/a.txt"
printf 'stop one42\nlast' >"$place/text/deep/er/b.md"
printf 'hidden' | tee "$place/text/.git/x" "$place/text/bin/x" "$place/text/artifacts/x" >/dev/null
printf 'word\0word' >"$place/text/binary.dat"
: >"$place/text/empty.txt"
run 0 "$place/text"
has out "don't .* 3 "
has out 'stop .* 3 '
has out 'quoted .* 1 '
has out 'ärger .* 2 '
has out 'last .* 1 '
has out 'Text files .* 2 '
has out 'Binary files .* 1 '
has out 'Empty files .* 1 '
has out 'Skipped .* 0 '
has out ' Words .* 12 '
has out 'Distinct words .* 7 '
has out 'MB/s'
has out 'words/s'
has out 'liten-worker-0'
has out 'total '
has_not out 'hidden'
has_not out '^Skipped:'
has_not out 'Counting'
has_not out $'\x1b'

# The default folder is the current one, and -- ends the options.
(cd "$place/text" && run 0)
has out 'Text files .* 2 '
mkdir "$place/-x" && cp "$place/text/a.txt" "$place/-x"
(cd "$place" && run 0 -- -x)
has out 'Text files .* 1 '

# A word that is cut by the end of a chunk, and one without end
mkdir "$place/long"
{ head -c 524286 /dev/zero | tr '\0' ' '; printf 'boundary'; } >"$place/long/cut.txt"
head -c 3000000 /dev/zero | tr '\0' 'y' >"$place/long/run.txt"
run 0 "$place/long"
has out 'boundary .* 1 '

# Links: loops end, a file behind a link is read, a broken link is skipped and named; pipes are not opened
mkdir "$place/links"
printf 'here' >"$place/links/file.txt"
ln -s . "$place/links/loop"
ln -s .. "$place/links/parent"
ln -s file.txt "$place/links/alias"
ln -s nowhere "$place/links/broken"
ln -s itself "$place/links/itself"
mkfifo "$place/links/pipe"
ln -s pipe "$place/links/to-pipe"
run 0 "$place/links"
has out 'here .* 2 '
has out 'Text files .* 2 '
has out 'Skipped .* 2 '
has out '^Skipped:'
has out 'broken: .+'
has out 'itself: .+'

# A file that disappears or may not be read; root may read everything, so this only runs for others
if [ "$(id -u)" -ne 0 ]; then
    mkdir -p "$place/locked/folder"
    printf 'open' >"$place/locked/open.txt"
    printf 'secret' >"$place/locked/secret.txt"
    chmod 000 "$place/locked/secret.txt" "$place/locked/folder"
    run 0 "$place/locked"
    chmod 700 "$place/locked/secret.txt" "$place/locked/folder"
    has out 'secret.txt: .+'
    has out 'locked/folder: .+'
fi

# Nothing to count
mkdir "$place/none"
run 0 "$place/none"
has out "No text file"
printf '\0' >"$place/none/binary"
run 0 "$place/none"
has out "No text file"
has out 'Binary files .* 1 '

# Wrong usage
run 2 "$place/missing"
has err "there is no folder '.*missing'"
run 2 "$place/text/a.txt"
has err 'is a file, not a folder'
run 2 --unknown
has err "unknown option '--unknown'"
run 2 one two
has err 'one folder is expected'
run 2 ''
has err 'one folder is expected'
[ ! -s "$place.out" ] || fail "wrong usage writes to stdout"
run 0 --help
has out '^Usage: '
has out '130'
run 0 -h

# Ctrl+C: many small files, then one so large (64 GiB, nearly all of it a hole) that it cannot be counted in time
mkdir "$place/big"
for i in $(seq 1000 1399); do
    printf 'marker tail' >"$place/big/$i.txt"
done
{ head -c 16384 /dev/zero | tr '\0' ' '; printf 'beginning '; } >"$place/big/zz-large.txt"
truncate -s 64G "$place/big/zz-large.txt"
"$words" "$place/big" >"$place.out" 2>"$place.err" </dev/null &
running=$!
for _ in $(seq 600); do
    # Files are taken in order, so once the last one is open all others have been taken.
    [ -d "/proc/$running/fd" ] || { sleep 3; break; }
    ! find "/proc/$running/fd" -lname '*zz-large.txt' 2>/dev/null | grep -q . || break
    sleep 0.05
done
kill -INT "$running"
code=0
wait "$running" || code=$?
running=""
[ "$code" -eq 130 ] || fail "exit code $code instead of 130 after Ctrl+C"
has out 'marker .* 400 '
has out 'tail .* 400 '
has out 'beginning .* 1 '
has out 'Text files .* 401 '
has out '^interrupted: 401 of 401 files were read, 1 of them in part$'
has out 'liten-worker-0'

rm -f "$place.out" "$place.err"
echo "sample-test: WordCount does what its --help says"
