# shellcheck shell=sh
# Commands for developers: kernels under JMH, and the figures of the house.

# The module is not part of the ordinary build: JMH is downloaded when it is first asked for.
run_jmh() {
    find_java
    check_can_build
    maven -q -Pbenchmarks -Dmaven.test.skip=true package -pl benchmarks -am || fail "the benchmarks could not be built; see above"
    set_threads
    set_blas_core
    benchmarks=$root/benchmarks/target
    # shellcheck disable=SC2046,SC2086 # lists of flags, to be split; JMH hands them to the JVMs that it starts
    exec "$java" $(access_flags) $(vector_flags jmh) $(memory_flags) ${PALINODE_JAVA_OPTS:-} \
        -cp "$benchmarks/palinode-benchmarks.jar:$(cat "$benchmarks/classpath.txt")" org.openjdk.jmh.Main "$@"
}

run_figures() {
    find_java
    check_can_build
    figures=$root/tests/target/figures-classpath.txt
    maven -q test-compile dependency:build-classpath -pl tests -am -Dmdep.outputFile="$figures" -Dmdep.includeScope=test ||
        fail "the tests could not be compiled; see above"
    # shellcheck disable=SC2046
    exec "$java" $(access_flags) $(vector_flags figures) -cp "$root/tests/target/test-classes:$(cat "$figures")" \
        org.palinode.tests.house.Figures "$root"
}
