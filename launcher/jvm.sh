# shellcheck shell=sh
# The flags of the JVM, and its start.

# Memory of the machine or of the container, in MB; nothing where neither is known.
memory_mb() {
    {
        sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1 1024/p' /proc/meminfo
        for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
            sed -n 's/^\([0-9]*\)$/\1 1048576/p' "$limit"
        done
        sysctl -n hw.memsize | sed 's/$/ 1048576/'
    } 2>/dev/null | awk '{ mb = $1 / $2; if (!least || mb < least) least = mb } END { if (least) printf "%d\n", least }'
}

# A quarter for the heap; half for arrays outside it; the process as a whole may not drive the machine into swapping.
memory_flags() {
    mb=$(memory_mb)
    if [ -n "${PALINODE_HEAP:-}" ]; then
        echo "-Xmx$PALINODE_HEAP"
    elif [ -n "$mb" ]; then
        echo "-Xmx$((mb / 4))m"
    fi
    if [ -n "$mb" ]; then
        echo "-Dorg.bytedeco.javacpp.maxbytes=$((mb / 2))m"
        echo "-Dorg.bytedeco.javacpp.maxphysicalbytes=$((mb * 9 / 10))m"
    fi
}

# The flags that JDK 17 does not know silence JDK 25; the first one lets 17 ignore them.
access_flags() {
    echo "-XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
}

# The JVM tells on standard error that the module is incubating, and cannot be asked not to: what needs no vectors does without it.
vector_flags() {
    if has_module jdk.incubator.vector && ! is_question "$@"; then
        echo "--add-modules jdk.incubator.vector"
    fi
}

# On a terminal the program wipes that line, which is the last one there when it starts.
wipe_flags() {
    if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ] && [ -n "$(vector_flags "$@")" ]; then
        echo "-Dpalinode.wipeIncubatorWarning=true"
    fi
}

# Vector code is slow until the optimising compiler has seen it: for kernels and what they call it comes ten times sooner than the JVM would have
# it. Not for all code: it would take the processors from the first compilation. docs/reference/performance-measurements.md has the times.
jit_flags() {
    echo "-XX:CompileCommand=quiet"
    for methods in 'jdk.incubator.vector.*::*' 'org.palinode.autodiff.internal.kernel.*::*' '*KernelCode*::*'; do
        echo "-XX:CompileCommand=CompileThresholdScaling,$methods,0.1"
    done
}

# The heap holds little beside tensors, which lie outside it: a collector without threads of its own leaves the processors to the JIT compiler.
collector_flags() {
    case "${PALINODE_JAVA_OPTS:-}" in
        *-XX:+Use*GC*) ;; # you have chosen one
        *) echo "-XX:+UseSerialGC" ;;
    esac
}

# Whether the arguments ask for help, the version or completions only: such answers come at once, and take no vectors and no archive.
is_question() {
    case "${1:---help} ${2:-}" in
        --help* | -h* | --version* | -V* | "completion "* | *" --help" | *" -h") return 0 ;;
        *) return 1 ;;
    esac
}

# Two spinning threads beside another busy process are 10 to 300 times slower than one.
set_threads() {
    export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
    export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"
}

# The kernels that tests and measurements know (docs/reference/performance-measurements.md); left to itself, OpenBLAS takes others for new processors.
set_blas_core() {
    [ -z "${OPENBLAS_CORETYPE:-}" ] || return 0
    if grep -q -w avx512f /proc/cpuinfo 2>/dev/null; then
        export OPENBLAS_CORETYPE=SkylakeX
    elif grep -q AuthenticAMD /proc/cpuinfo 2>/dev/null && grep -q -w avx2 /proc/cpuinfo; then
        export OPENBLAS_CORETYPE=Zen
    fi
}

# Plots go to files, but in the shell one may want to see them.
display_flags() {
    if [ "${1:-}" != shell ]; then
        echo "-Djava.awt.headless=true"
    fi
}

# Becomes the JVM, so that Ctrl-C and signals reach it.
start() {
    find_java
    if [ "${1:-}" = shell ] && ! is_question "$@" && ! has_module jdk.jshell; then
        fail "$java_home is a runtime without JShell: set JAVA_HOME to a whole JDK 17 or newer"
    fi
    build_if_stale
    set_threads
    set_blas_core
    find_archive "$@"
    set -f # of the lists of flags, words are split and stars kept
    # shellcheck disable=SC2046,SC2086
    set -- $(access_flags) $(vector_flags "$@") $(wipe_flags "$@") $(jit_flags) $(collector_flags) $(memory_flags) $(display_flags "$@") ${PALINODE_JAVA_OPTS:-} \
        -cp "$jar:$classpath" "$main" "$@"
    if [ -n "$archive" ]; then
        # shellcheck disable=SC2046
        set -- $(archive_log_flags) "-XX:SharedArchiveFile=$archive" "$@"
    fi
    exec "$java" "$@"
}
