# shellcheck shell=bash
# A service of its own for one client: temporary data directory, free port, ended with the script.
# Sourced by interop/NAME/run.

set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
origami=$root/origami
scratch=$(mktemp -d "${TMPDIR:-/tmp}/origami-interop.XXXXXX")
service=

stop_service() {
    if [ -n "$service" ]; then
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
        service=
    fi
}

end() {
    status=$?
    trap - EXIT
    stop_service
    if [ "$status" != 0 ] && [ "$status" != 77 ]; then tail -n 20 "$scratch/serve.err" >&2 || true; fi
    rm -rf "$scratch"
    exit "$status"
}
trap end EXIT
trap 'exit 130' INT TERM

skip() {
    echo "skipped: $1" >&2
    exit 77
}

fail() {
    echo "failed: $1" >&2
    exit 1
}

# Starts the service with the options given, and waits until it answers. Its address is in $url.
start_service() {
    local said=
    rm -f "$scratch/said"
    mkfifo "$scratch/said"
    "$origami" serve --stop-guests --port 0 --data-dir "$scratch/data" "$@" >"$scratch/said" 2>"$scratch/serve.err" &
    service=$!
    # Its one line, or the end of it.
    read -r said <"$scratch/said" || true
    url=${said#origami ready on }
    [ -n "$url" ] || fail 'the service does not start'
    export url
}

# The settings of an account for the AWS tools, and nothing of whoever runs this.
use_account() {
    eval "$("$origami" env --data-dir "$scratch/data" --account "$1")"
    export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
}

# Words of ./origami, said to this service.
local_origami() { "$origami" "$@" --data-dir "$scratch/data"; }

# Prints the path of a raw disk of 64 MiB that boots in seconds, is reachable over nothing but its console, and shuts down when it
# is told to. It is built once. Nobody may write into it.
tiny_disk() {
    (
        # shellcheck source=script/jdk.sh
        . "$root/script/jdk.sh"
        use_jdk ask
        "$JAVA_HOME/bin/java" -cp "$root/src/test/resources" "$root/src/test/java/dev/origami/guest/TinyGuest.java"
    )
}

# Makes an image of a real Debian, named debian-12-..., and prints its id: of the disk that tests keep, where there is one.
debian_image() {
    local kept
    kept=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/origami/test-images" -name '*.raw' -printf '%T@ %p\n' 2>/dev/null |
        sort -n | tail -n 1 | cut -d ' ' -f 2-)
    if [ -n "$kept" ]; then
        local_origami import "$kept" --name debian-12-kept
    else
        local_origami image build debian 2>/dev/null
    fi
}

# equal WHAT EXPECTED ACTUAL
equal() {
    [ "$2" = "$3" ] || fail "$1: expected '$2', but it is '$3'"
}
