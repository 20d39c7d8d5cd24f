# shellcheck shell=sh
# The build, when something is missing or older than the sources.

check_can_build() {
    has_module jdk.compiler || fail "$java_home is a runtime without a compiler: building needs a JDK 17 or newer; set JAVA_HOME to one"
    command -v mvn >/dev/null || fail "no mvn on PATH: install Maven 3.8.7 or newer"
}

# Maven runs on the JDK that was found, so that both agree.
maven() {
    JAVA_HOME=$java_home mvn -B -ntp -Dstyle.color=never -f "$root/pom.xml" "$@"
}

# The version in the root POM that comes on standard input.
read_version() {
    sed -n 's|^  <version>\(.*\)</version>$|\1|p'
}

is_built() {
    [ -s "$classpath_file" ] && [ -f "$jar" ]
}

# The class path file is written at the end of each build: it dates the build.
is_stale() {
    is_built || return 0
    read -r classpath <"$classpath_file" || [ -n "$classpath" ]
    case $classpath in
        *"$root/autodiff/target/"*) ;; # else the checkout was moved or copied
        *) return 0 ;;
    esac
    has_missing_entry "$classpath" && return 0
    newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/artifacts/*/pom.xml "$root"/*/src/main "$root/examples/data" -newer "$classpath_file" -print | head -n 1)
    [ -n "$newer" ]
}

has_missing_entry() (
    IFS=:
    set -f
    for entry in $1; do
        [ -e "$entry" ] || exit 0
    done
    exit 1
)

build_if_stale() {
    if [ "${PALINODE_BUILD:-}" = never ]; then
        is_built || fail "PALINODE_BUILD is never, and nothing is built: unset it, or run mvn verify"
    elif is_stale; then
        check_can_build
        take_build_lock
        if is_stale; then build; fi # another launcher may have built it meanwhile
        rm -rf "$lock"
        trap - EXIT INT TERM
    fi
    read -r classpath <"$classpath_file" || [ -n "$classpath" ]
}

fail_read_only() {
    fail "the build is older than the sources, and $root/target cannot be written: make it writable, or set PALINODE_BUILD=never to run what is built"
}

take_build_lock() {
    lock=$root/target/build.lock
    mkdir -p "$root/target" 2>/dev/null || fail_read_only
    while ! mkdir "$lock" 2>/dev/null; do
        [ -d "$lock" ] || [ -w "$root/target" ] || fail_read_only # else it would wait for a lock that nobody holds
        holder=$(cat "$lock/pid" 2>/dev/null || true)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf "$lock" # its holder was killed
        else
            sleep 1
        fi
    done
    echo $$ >"$lock/pid"
    trap 'rm -rf "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

build() {
    if is_built; then
        say "the sources have changed: building ..."
    else
        say "building for the first time, which takes a minute, most of it downloads ..."
    fi
    log=$root/target/build.log
    started=$root/target/build.started
    : >"$started"
    if ! maven -q -Dmaven.test.skip=true package -pl examples -am >"$log" 2>&1; then
        cat "$log" >&2
        fail "the build failed; its output is above and in $log"
    fi
    touch -r "$started" "$classpath_file" # what was edited during the build is newer than that
}
