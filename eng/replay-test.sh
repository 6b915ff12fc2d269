#!/usr/bin/env bash
# The tour of Liten.Testing: ten tests fail on purpose, each with a replay line, and their ten mended twins pass.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

dotnet build "$root/samples/Replay" -c Release --nologo -v quiet
dotnet "$root/artifacts/bin/Replay/release/Replay.dll" -noColor >"$log" && code=0 || code=$?
failed="$(grep -c '\[FAIL\]' "$log" || true)"
lines="$(grep -c 'Replay: Explore.Replay("lt1:' "$log" || true)"
if [[ $code -eq 0 || $failed -ne 10 || $lines -lt 10 ]] || ! grep -q 'Total: 20,.*Failed: 10,' "$log"; then
    cat "$log"
    echo "replay-test: expected 10 failures with a replay line and 10 passes; saw $failed failures and $lines lines" >&2
    exit 1
fi
echo "replay-test: ten bugs found, their mended twins pass"
