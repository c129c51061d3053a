# shellcheck shell=sh
# shellcheck disable=SC2154  # root is set by the script that sources this
# Builds target/origami.jar when it is older than its sources. Sourced, with `root` and JAVA_HOME set.

. "$root/script/ticker.sh"

# Maven's own libraries still use sun.misc.Unsafe, which JDK 25 reports on every run.
MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
export MAVEN_OPTS

# Runs Maven, silent when all is well. Where not, what it said of errors and warnings goes to stderr: `-q` would hide the
# warnings, which fail a build too.
maven() {
    maven_log=$(mktemp)
    maven_status=0
    run_stoppable mvn -B -Dstyle.color=never -f "$root/pom.xml" "$@" >"$maven_log" 2>&1 || maven_status=$?
    if [ "$maven_status" != 0 ]; then stop_ticker; grep -a -v '^\[INFO\]' "$maven_log" >&2 || true; fi
    rm -f "$maven_log"
    return "$maven_status"
}

# Succeeds when something is newer than the last build that ended well.
is_stale() {
    [ ! -f "$root/target/origami.jar" ] || [ ! -f "$root/target/origami.built" ] ||
        [ -n "$(find "$root/src/main" "$root/pom.xml" -newer "$root/target/origami.built" -print -quit)" ]
}

# Runs a command that can be ended with Ctrl-C or SIGTERM, child and all.
run_stoppable() {
    "$@" 9>&- &
    child=$!
    trap 'kill "$child" 2>/dev/null; wait "$child" || true; stop_ticker; rm -f "${maven_log:-}"; exit 130' INT TERM HUP
    child_status=0
    wait "$child" || child_status=$?
    trap - INT TERM HUP
    return "$child_status"
}

# Starts the service on a directory of its own, imports a small disk and ends it: what it loaded by then is recorded.
train() {
    training=$(mktemp -d)
    : >"$training/out"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Xlog:disable \
        -XX:AOTCacheOutput="$root/target/origami.aot" -jar "$root/target/origami.jar" \
        serve --port 0 --data-dir "$training/data" >"$training/out" 2>&1 9>&- &
    child=$!
    trap 'kill "$child" 2>/dev/null; wait "$child" || true; stop_ticker; rm -rf "$training"; exit 130' INT TERM HUP
    tries=0
    while [ "$tries" -lt 300 ] && kill -0 "$child" 2>/dev/null && ! grep -q ready "$training/out"; do
        sleep 0.1
        tries=$((tries + 1))
    done
    head -c 1048576 /dev/urandom >"$training/disk.raw"
    "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -jar "$root/target/origami.jar" \
        import "$training/disk.raw" --name training --data-dir "$training/data" >"$training/imported" 2>&1 9>&- || true
    kill "$child" 2>/dev/null || true
    wait "$child" || true
    trap - INT TERM HUP
    rm -rf "$training"
}

build_if_stale() {
    if ! is_stale; then return; fi
    if ! command -v mvn >/dev/null 2>&1; then
        echo "origami: needs Maven to build. To install it:  sudo apt-get install -y maven" >&2
        exit 1
    fi
    if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
        echo "origami: has to be built, and $(id -un) may not write into $root." \
            "Use a copy of your own:  cp -r '$root' ~/origami && ~/origami/origami" >&2
        exit 1
    fi
    # One build at a time: whoever waited here finds the work done.
    exec 9>"$root/target/.building"
    if ! flock -n 9; then
        start_ticker 'waiting for the build that another ./origami runs'
        flock 9
        stop_ticker
    fi
    if is_stale; then
        start_ticker 'building (about a minute, and what Maven has to download)'
        # The time of the start counts: what is edited meanwhile belongs to the next build.
        touch "$root/target/.started"
        maven -Dmaven.test.skip=true -Dspotless.check.skip=true package ||
            { stop_ticker; echo 'origami: the build failed. What went wrong is said above.' >&2; exit 1; }
        # Records the classes of a start, so that the next ones are fast. Origami runs without it too.
        rm -f "$root/target/origami.aot"
        train || true
        stop_ticker
        mv "$root/target/.started" "$root/target/origami.built"
    fi
    exec 9>&-
}
