#!/usr/bin/env bash
# Kestrel's own transport against Liten's, by wrk on the loopback: requests per second, and processor time of the server per
# request. The two take turns, so that a busy machine is so to both. Afterwards the demo with a starved ThreadPool.
# Usage: eng/web-load.sh [ROUNDS [SECONDS]]; needs wrk (a package of Debian).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds="${1:-5}"
seconds="${2:-8}"
command -v wrk >/dev/null || { echo "please install wrk (apt-get install wrk)"; exit 1; }
dotnet build -c Release samples/Web -v quiet --nologo >/dev/null
server=artifacts/bin/Web/release/Web
results="$(mktemp)"
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -f "$results"' EXIT

# Processor time of a process, in µs.
cpu() {
    awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000000 / hz }' "/proc/$1/stat"
}

wait_for() {
    local i
    for i in $(seq 100); do
        curl -sf "http://127.0.0.1:$1/" >/dev/null && return
        sleep 0.1
    done
    echo "the server does not answer"
    exit 1
}

# load TRANSPORT CONNECTIONS PORT: one line of "transport connections path requests-per-second µs-per-request"
load() {
    local path before after output
    "$server" serve "$1" "$3" &
    pid=$!
    wait_for "$3"
    for path in / /json; do
        wrk -t 1 -c "$2" -d 8 "http://127.0.0.1:$3$path" >/dev/null # until .NET has compiled it for good
        before="$(cpu "$pid")"
        output="$(wrk -t 1 -c "$2" -d "$seconds" "http://127.0.0.1:$3$path")"
        after="$(cpu "$pid")"
        awk -v what="$1 $2 $path" -v cpu="$((${after%.*} - ${before%.*}))" \
            '/requests in/ { n = $1 } /Requests\/sec/ { printf "%s %d %.2f\n", what, $2, cpu / n }' <<<"$output" | tee -a "$results"
    done
    kill "$pid"
    wait "$pid" || true
    pid=
}

for round in $(seq "$rounds"); do
    for connections in 16 256; do
        load stock "$connections" 5071
        load liten "$connections" 5072
    done
done

echo
echo "Medians of $rounds rounds of $seconds s: $(nproc) processors, $(sed -n 's/model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg)"
printf '%-16s %14s %14s %8s %12s %12s %8s\n' "connections path" "Kestrel req/s" "Liten req/s" ratio "Kestrel µs" "Liten µs" ratio

# median TRANSPORT CONNECTIONS PATH COLUMN
median() {
    awk -v t="$1" -v c="$2" -v p="$3" -v column="$4" '$1 == t && $2 == c && $3 == p { print $column }' "$results" | sort -n |
        awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

for connections in 16 256; do
    for path in / /json; do
        awk -v key="$connections $path" -v s="$(median stock $connections $path 4)" -v l="$(median liten $connections $path 4)" \
            -v a="$(median stock $connections $path 5)" -v b="$(median liten $connections $path 5)" \
            'BEGIN { printf "%-16s %14d %14d %8.2f %12.1f %12.1f %8.2f\n", key, s, l, l / s, a, b, b / a }'
    done
done
echo
"$server"
