#!/usr/bin/env bash
# Packs the tool `dotnet liten`, installs it as a stranger would, and asks a program that hangs.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
feed="$root/artifacts/tool-test/feed"
place="$(mktemp -d)"
running=""
trap '[ -z "$running" ] || kill -9 "$running" 2>/dev/null || true; rm -rf "$place"' EXIT

fail() {
    echo "tool-test: $*" >&2
    exit 1
}

rm -rf "$feed"
mkdir -p "$feed"
dotnet pack "$root/src/Liten.Tool" -c Release -o "$feed" --nologo -v quiet
package="$(find "$feed" -name 'Liten.Tool.*.nupkg')"
version="$(basename "$package" .nupkg)"
version="${version#Liten.Tool.}"

# A cache of its own: a package of the same version from before is never used.
export NUGET_PACKAGES="$place/packages"
cat >"$place/nuget.config" <<EOF
<configuration>
  <packageSources>
    <clear />
    <add key="liten-tool-test" value="$feed" />
  </packageSources>
</configuration>
EOF
dotnet tool install Liten.Tool --version "$version" --tool-path "$place/tools" --configfile "$place/nuget.config" >/dev/null
export PATH="$place/tools:$PATH"
dotnet liten --version | grep -q "^$version" || fail "dotnet liten --version does not say $version"

dotnet build "$root/samples/Troubles" -c Release --nologo -v quiet
: >"$place/out"
"$root/artifacts/bin/Troubles/release/Troubles" deadlock 600 >"$place/out" 2>&1 </dev/null &
running=$!
until grep -q 'the runtime tells by itself' "$place/out"; do
    kill -0 "$running" 2>/dev/null || fail "the program has ended by itself: $(cat "$place/out")"
    sleep 0.1
done
dump="$(timeout 60 dotnet liten dump "$running")"
grep -q '^DEADLOCK: 2 tasks wait for each other' <<<"$dump" || fail "the dump names no deadlock: $dump"
grep -q "held by task [0-9]* 'pay back'" <<<"$dump" || fail "the dump names no holder: $dump"
timeout 60 dotnet liten ps | grep -qE "^ *$running +Troubles +patient +2 " || fail "ps does not list the program"
code=0
timeout 60 dotnet liten dump 2147483647 2>"$place/errors" || code=$?
[ "$code" -eq 1 ] || fail "no such process: exit code $code instead of 1"
grep -q 'There is no process 2147483647' "$place/errors" || fail "no such process: $(cat "$place/errors")"
echo "tool-test: dotnet liten $version works from its package"
