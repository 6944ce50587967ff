# Sourced by ./mos-token and ./test: finds a JDK of version 25 or newer and sets JAVA_HOME to it.
# POSIX sh. The version is read from the JDK's `release` file, since asking `java` itself costs a start.

is_jdk25() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ "${jdk_version:-0}" -ge 25 ]
}

# The file behind any number of symbolic links; readlink -f is missing on older macOS.
real_file() {
    real=$1
    while [ -L "$real" ]; do
        link=$(readlink "$real")
        case $link in
        /*) real=$link ;;
        *) real=$(dirname "$real")/$link ;;
        esac
    done
    printf '%s\n' "$real"
}

jdk_of_path() {
    on_path=$(command -v javac) || return 0
    dirname "$(dirname "$(real_file "$on_path")")"
}

jdk_of_macos() {
    [ -x /usr/libexec/java_home ] || return 0
    /usr/libexec/java_home -v 25+ 2>/dev/null || true
}

use_jdk25() {
    for jdk in "${JAVA_HOME-}" "$(jdk_of_path)" /usr/lib/jvm/* /opt/* /opt/java/* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "$(jdk_of_macos)" \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$jdk" ] && is_jdk25 "$jdk"; then
            JAVA_HOME=$jdk
            export JAVA_HOME
            return 0
        fi
    done
    cat >&2 <<'HOW'
MOS Token needs a JDK of version 25 or newer (a JRE is not enough) and found none in JAVA_HOME, PATH,
/usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks. Install Eclipse Temurin 25, then run this again:

  Debian, Ubuntu:
    sudo apt install -y wget gpg
    wget -qO- https://packages.adoptium.net/artifactory/api/gpg/key/public | sudo gpg --dearmor -o /etc/apt/trusted.gpg.d/adoptium.gpg
    echo "deb https://packages.adoptium.net/artifactory/deb $(. /etc/os-release && echo "$VERSION_CODENAME") main" | sudo tee /etc/apt/sources.list.d/adoptium.list
    sudo apt update && sudo apt install -y temurin-25-jdk
  Fedora:
    sudo dnf install -y adoptium-temurin-java-repository && sudo fedora-third-party enable && sudo dnf install -y temurin-25-jdk
  macOS:
    brew install --cask temurin@25

Or unpack one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it.
HOW
    return 1
}

# Maven's own libraries still use what JDK 25 warns about.
export MAVEN_OPTS="${MAVEN_OPTS-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
