#!/bin/sh
# Installs the packages of packages.txt that are missing:  packages.sh yes|ask PURPOSE...
# As root or with sudo; on a terminal it asks first (unless `yes`). Where it cannot, it names the command and fails.
set -eu

answer=$1
shift
here=$(dirname "$(readlink -f "$0")")
list=$here/packages.txt
# shellcheck source=script/ticker.sh
. "$here/ticker.sh"
case "$(uname -m)" in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) architecture=$(uname -m) ;;
esac

# Prints "package command" for each line of the list that is for one of the purposes, on this architecture.
wanted() {
    for purpose in "$@"; do
        awk -v purpose="$purpose" -v architecture="$architecture" \
            '$1 !~ /^#/ && $2 == purpose && ($3 == "any" || $3 == architecture) { print $1, $4 }' "$list"
    done
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v apt-get >/dev/null 2>&1; then
    missing=$(wanted "$@" | while read -r package command; do
        PATH=$PATH:/usr/sbin:/sbin
        if [ "$command" != - ] && ! command -v "$command" >/dev/null 2>&1; then printf ' %s' "$command"; fi
    done)
    if [ -z "$missing" ]; then exit 0; fi
    echo "origami: please install what gives these commands (their Debian packages are in $list):$missing" >&2
    exit 1
fi

missing=$(wanted "$@" | while read -r package command; do
    # Whatever gives Maven will do; the rest has to be the package, for the files beside the command.
    if [ "$package" = maven ] && command -v "$command" >/dev/null 2>&1; then continue; fi
    if ! is_installed "$package"; then printf ' %s' "$package"; fi
done)
if [ -z "$missing" ]; then exit 0; fi

# For whoever may not install: the command to have run by somebody who may.
name_command() {
    echo "origami: packages are missing. As root:  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
}

if [ "$(id -u)" = 0 ]; then
    sudo=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo='sudo '
else
    name_command
fi
install="${sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends$missing"
if [ "$answer" != yes ] && [ -t 0 ] && [ -t 2 ]; then
    printf 'origami: packages are missing. Run  %s  [Y/n] ' "$install" >&2
    read -r reply
    case "$reply" in
        '' | y | Y | yes) ;;
        *) echo "origami: nothing was installed" >&2; exit 1 ;;
    esac
fi
# A password is asked for before the ticker writes over the question.
if [ -n "$sudo" ] && [ -t 0 ]; then sudo -v || name_command; fi
log=$(mktemp)
trap 'stop_ticker; rm -f "$log"' EXIT
trap 'exit 130' INT TERM HUP
start_ticker "origami: installing $(echo "$missing" | wc -w) packages (about a minute)"
# The second try is for package lists that are missing or too old.
# shellcheck disable=SC2086  # split into words on purpose
if ! $install >"$log" 2>&1 && ! { ${sudo}apt-get update -qq >"$log" 2>&1 && $install >>"$log" 2>&1; }; then
    stop_ticker
    cat "$log" >&2
    echo "origami: could not install the packages:  $install" >&2
    exit 1
fi
