# shellcheck shell=sh
# Shows on a terminal that something long still goes on. Sourced.

# Begins to show $1 and the seconds that have passed; nothing where nobody looks.
start_ticker() {
    ticker=
    if [ ! -t 2 ]; then
        echo "$1" >&2
        return
    fi
    # It ends by itself when the script does, however that ends.
    (
        begin=$(date +%s)
        while kill -0 $$ 2>/dev/null; do
            printf '\r%s  %d s ' "$1" $(($(date +%s) - begin)) >&2
            sleep 0.3
        done
    ) 9>&- &
    ticker=$!
}

stop_ticker() {
    if [ -n "${ticker:-}" ]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r\033[K' >&2
        ticker=
    fi
}
