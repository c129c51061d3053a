# shellcheck shell=sh
# Finds a JDK 25, or fetches one. Sourced; `use_jdk` leaves JAVA_HOME exported, for Maven too.

jdk_version=25
temurin_release='25.0.4.1+1'
origami_cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/origami

# Whether $1 is the home of a JDK (not only a runtime) of the right version.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
    if [ -r "$1/release" ]; then
        grep -Eq "^JAVA_VERSION=\"$jdk_version(\"|[.+-])" "$1/release"
    else
        "$1/bin/java" -version 2>&1 | head -n 1 | grep -Eq "\"$jdk_version(\"|[.+-])"
    fi
}

# Prints the home of the first fitting JDK among the places where they are usually kept.
find_jdk() {
    in_path=$(command -v javac || true)
    if [ -n "$in_path" ]; then in_path=$(dirname "$(dirname "$(readlink -f "$in_path")")"); fi
    for home in "${JAVA_HOME:-}" "$in_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/*temurin* \
        "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* "${HOME:-/root}"/.asdf/installs/java/* \
        "${HOME:-/root}"/.local/share/mise/installs/java/* "$origami_cache"/jdk-*; do
        if [ -n "$home" ] && is_jdk "$home"; then
            echo "$home"
            return
        fi
    done
    return 1
}

# Prints the command by which this distribution installs a JDK 25, or nothing where it has none.
jdk_package_command() {
    if command -v apt-cache >/dev/null 2>&1; then
        if apt-cache show openjdk-$jdk_version-jdk-headless >/dev/null 2>&1; then
            echo "sudo apt-get install -y openjdk-$jdk_version-jdk-headless"
        fi
    elif command -v dnf >/dev/null 2>&1; then
        echo "sudo dnf install -y java-$jdk_version-openjdk-devel"
    elif command -v zypper >/dev/null 2>&1; then
        echo "sudo zypper install -y java-$jdk_version-openjdk-devel"
    elif command -v pacman >/dev/null 2>&1; then
        echo "sudo pacman -S jdk$jdk_version-openjdk"
    elif command -v apk >/dev/null 2>&1; then
        echo "doas apk add openjdk$jdk_version"
    fi
}

# Fetches the pinned Temurin into the cache, checks it and prints its home.
fetch_jdk() {
    case "$(uname -m)" in
        x86_64)
            machine=x64
            sha256=dbb698396d478e7fa2b1e50f4103324b2a99b90569ee27c33f2261f9215cf41e
            ;;
        aarch64)
            machine=aarch64
            sha256=69df11a02cfa3ef7d7ca645e03edce6778ec090e100f6ae2b42097865730ac52
            ;;
    esac
    file=OpenJDK25U-jdk_${machine}_linux_hotspot_$(echo "$temurin_release" | tr + _).tar.gz
    url=https://github.com/adoptium/temurin25-binaries/releases/download/jdk-$(echo "$temurin_release" | sed s/+/%2B/)/$file
    mkdir -p "$origami_cache"
    part=$(mktemp -d "$origami_cache/.jdk.XXXXXX")
    # In a subshell, so that the trap is its own and nothing half fetched stays behind.
    (
        trap 'rm -rf "$part"' EXIT
        trap 'exit 130' INT TERM
        echo "fetching $url" >&2
        if command -v curl >/dev/null 2>&1; then
            curl -fsSL --retry 3 -o "$part/$file" "$url"
        else
            wget -q -O "$part/$file" "$url"
        fi || { echo "origami: cannot fetch the JDK from $url" >&2; exit 1; }
        echo "$sha256  $part/$file" | sha256sum -c --status || {
            echo "origami: $url is not the file it should be (SHA-256 $sha256)" >&2
            exit 1
        }
        mkdir "$part/jdk"
        tar -xzf "$part/$file" -C "$part/jdk" --strip-components=1
        # Whoever came first keeps the place; both are the same.
        mv -T "$part/jdk" "$origami_cache/jdk-$temurin_release" 2>/dev/null || true
    ) || return 1
    echo "$origami_cache/jdk-$temurin_release"
}

# Exports JAVA_HOME. $1 is `yes` where fetching a JDK needs no question, `ask` where it does.
use_jdk() {
    if ! JAVA_HOME=$(find_jdk); then
        command=$(jdk_package_command)
        fetch=no
        case "$(uname -s) $(uname -m)" in
            "Linux x86_64" | "Linux aarch64") fetch=$1 ;;
        esac
        if [ -n "$command" ]; then echo "origami: needs a JDK $jdk_version. To install it:  $command" >&2
        else echo "origami: needs a JDK $jdk_version. Its makers tell how: https://adoptium.net/installation/linux/" >&2; fi
        if [ "$fetch" = ask ] && [ -t 0 ] && [ -t 2 ]; then
            printf 'Or shall Temurin %s be fetched into %s? [y/N] ' "$temurin_release" "$origami_cache" >&2
            read -r reply
            case "$reply" in y | Y | yes) fetch=yes ;; esac
        fi
        if [ "$fetch" != yes ]; then
            echo "origami: or let  ./origami demo --yes  fetch Temurin $temurin_release into $origami_cache" >&2
            exit 1
        fi
        JAVA_HOME=$(fetch_jdk) || exit 1
        is_jdk "$JAVA_HOME" || { echo "origami: $JAVA_HOME does not work here" >&2; exit 1; }
    fi
    export JAVA_HOME
}
