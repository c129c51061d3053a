#!/bin/bash
# Sets up and tests everything, as CI does:  test.sh [--long] [--yes]
# One line per part with its seconds, and at the end "N passed, N failed"; fails if anything failed.
set -uo pipefail

root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/script/jdk.sh"
. "$root/script/build.sh"

long=no
answer=ask
for argument in "$@"; do
    case "$argument" in
        --long) long=yes ;;
        --yes) answer=yes ;;
        *)
            echo "usage: ./origami test [--long] [--yes]" >&2
            exit 2
            ;;
    esac
done

passed=0
failed=0
reports=$root/target/surefire-reports
# What is tagged long is left out, unless asked for.
if [ "$long" = yes ]; then not_long=''; else not_long=long; fi

# Prints "tests failed skipped", summed over the reports of the last Maven run.
count_reports() {
    find "$reports" -name 'TEST-*.xml' -exec grep -h -m 1 '<testsuite ' {} + 2>/dev/null | awk '
        function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
        { tests += number("tests"); failed += number("failures") + number("errors"); skipped += number("skipped") }
        END { print tests + 0, failed + 0, skipped + 0 }'
}

# The parts. Each leaves its counts in part_passed, part_failed and part_skipped.
build() {
    if maven -DskipTests package; then part_passed=1; else part_failed=1; fi
}

# $1 and $2 are the tags to run and to leave out, $3 is how many test classes run at once.
java_tests() {
    rm -rf "$reports"
    local status=0 tests
    maven surefire:test -Dtest.groups="$1" -Dtest.excludedGroups="$2" -Dtest.forks="$3" || status=$?
    read -r tests part_failed part_skipped < <(count_reports)
    part_passed=$((tests - part_failed - part_skipped))
    # A test machine that dies leaves no report of what it was at.
    if [ "$status" != 0 ] && [ "$part_failed" = 0 ]; then part_failed=1; fi
}

unit() { java_tests '' "guest,debian${not_long:+,$not_long}" 2; }
# Guests keep all cores busy by themselves.
guest() { java_tests guest "debian${not_long:+,$not_long}" 1; }
debian() { java_tests debian "$not_long" 1; }

# Each executable interop/NAME/run is one real client: it passes with 0, and 77 says that it cannot run here.
clients() {
    local client status
    for client in "$root"/interop/*/run "$root"/interop/*/run-long; do
        if [ ! -x "$client" ]; then continue; fi
        if [ "$long" = no ] && [ "${client##*/}" = run-long ]; then continue; fi
        status=0
        "$client" || status=$?
        case "$status" in
            0) part_passed=$((part_passed + 1)) ;;
            77) part_skipped=$((part_skipped + 1)) ;;
            *)
                part_failed=$((part_failed + 1))
                echo "failed: ${client#"$root"/}" >&2
                ;;
        esac
    done
}

run_part() {
    local begin=$SECONDS
    part_passed=0 part_failed=0 part_skipped=0
    "$1"
    passed=$((passed + part_passed))
    failed=$((failed + part_failed))
    printf '%-8s %4d s   %d passed, %d failed, %d skipped\n' \
        "$1" $((SECONDS - begin)) "$part_passed" "$part_failed" "$part_skipped"
}

"$root/script/packages.sh" "$answer" build run arm64 test || exit 1
use_jdk "$answer"

SECONDS=0
run_part build
if [ "$failed" = 0 ]; then
    for part in unit guest debian clients; do run_part "$part"; done
fi
printf '%-8s %4d s\n' total "$SECONDS"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
