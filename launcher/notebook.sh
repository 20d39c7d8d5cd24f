# shellcheck shell=sh
# Jupyter notebooks, with a kernel that has the class path and the flags of the other commands.

run_notebook() {
    case ${1:-} in
        --prepare) prepare_notebook ;;
        --strip)
            use_python notebook
            strip_notebooks
            ;;
        --test)
            shift
            prepare_notebook
            test_notebooks "$@"
            ;;
        *)
            prepare_notebook
            cd "$root/notebooks" || fail "there is no folder $root/notebooks"
            exec "$python" -m jupyterlab "$@"
            ;;
    esac
}

prepare_notebook() {
    find_java
    build_if_stale
    [ -d "$root/.python/notebook" ] || say "Jupyter and the kernel JJava come into .python/notebook: 60 MB to download, 300 MB on the disk"
    use_python notebook
    write_kernel
    write_settings
}

# JupyterLab would ask whether it may look for news.
write_settings() {
    settings=$environment/share/jupyter/lab/settings
    mkdir -p "$settings"
    printf '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}\n' >"$settings/overrides.json"
}

# Written at each start: the class path and the flags may be others than last time.
write_kernel() (
    set_threads
    set_blas_core
    set -f
    # shellcheck disable=SC2046,SC2086
    "$python" "$root/launcher/kernelspec.py" "$jar:$classpath" "$root/examples/src/main/jshell/startup.jsh" \
        "$java" $(access_flags) $(vector_flags notebook) $(jit_flags) $(collector_flags) $(memory_flags) $(display_flags notebook) \
        ${PALINODE_JAVA_OPTS:-}
)

# Takes the outputs out: notebooks are stored without.
strip_notebooks() {
    "$python" -m nbconvert --log-level WARN --clear-output --inplace "$root"/notebooks/*.ipynb
}

# Runs all notebooks and looks at their pictures.
test_notebooks() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -q -p no:cacheprovider "$root/tests/notebooks" "$@"
}

# Part of ./palinode test, which downloads nothing for it.
test_prepared_notebooks() {
    if has_python notebook; then
        say "the notebooks"
        prepare_notebook
        test_notebooks
    else
        say "the notebooks were not run: ./palinode notebook --prepare installs what they need, ./palinode notebook --test runs them alone"
    fi
}
