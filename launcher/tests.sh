# shellcheck shell=sh
# ./palinode test

# Prints the folder of a JDK 25: the one the user names, else one in the usual places.
find_jdk25() {
    for home in "${PALINODE_JDK25:-}" "${JAVA_HOME_25_X64:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/.sdkman/candidates/java/25* "${HOME:-}"/.jdks/*; do
        if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
            printf '%s\n' "$home"
            return
        fi
    done
}

run_tests() {
    find_java
    check_can_build
    if [ "${1:-}" = --fast ]; then
        shift
        run_fast_tests "$@"
        return
    fi
    runs="the tests run on JDK $java_version, and on it without the Vector API"
    if [ "$java_version" -eq 25 ] || [ "${PALINODE_JDK25:-}" = none ]; then
        say "$runs"
    else
        jdk25=$(find_jdk25)
        if [ -n "$jdk25" ]; then
            say "$runs, and on the JDK 25 in $jdk25"
            set -- "-Dpalinode.jdk25=$jdk25" "$@"
        else
            say "$runs; no JDK 25 found (PALINODE_JDK25=FOLDER names one)"
        fi
    fi
    (
        set_threads
        set_blas_core # users run with it, so the tests do
        maven verify "$@"
    )
    case "$*" in
        *-Dtest=*) ;; # one class was asked for
        *)
            run_consumer
            test_prepared_notebooks
            ;;
    esac
}

# For the minutes between two edits: the quick tests, once, by the compiler that is quick to start; no format check, no consumer.
run_fast_tests() {
    say "the quick tests, on JDK $java_version without the Vector API; ./palinode test runs all"
    (
        set_threads
        set_blas_core
        maven test -Pfast "$@"
    )
}
