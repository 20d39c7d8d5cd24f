# shellcheck shell=sh
# Virtual environments of Python, for the commands that need one: each in a folder of its own, .python/NAME.

# Makes .python/NAME from the list launcher/NAME.txt, once for each state of that list, and sets python to the one inside.
use_python() {
    if ! has_python "$1"; then
        find_python
        take_build_lock
        if ! is_installed; then install_python; fi # another launcher may have done it meanwhile
        rm -rf "$lock"
        trap - EXIT INT TERM
    fi
    python=$environment/bin/python
}

# Whether .python/NAME is there as its list has it.
has_python() {
    name=$1
    list=$root/launcher/$name.txt
    environment=$root/.python/$name
    python=$environment/bin/python
    is_installed
}

# The list is copied last: it says that all of it is there.
is_installed() {
    cmp -s "$list" "$environment/installed.txt" && "$environment/bin/python" -c '' 2>/dev/null
}

find_python() {
    python=${PALINODE_PYTHON:-$(command -v python3)} || fail_without_python "there is no python3 on PATH"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || fail_without_python "$python is older than that, or does not start"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail_without_python "$python cannot make one (on Debian and Ubuntu: apt install python3-venv)"
}

fail_without_python() {
    fail "./palinode $name needs a virtual environment of Python 3.10 or newer, and $1: install it, or name one by PALINODE_PYTHON"
}

install_python() {
    say "installing into .python/$name, the first time: $(sed -e 's/ *#.*//' -e '/^$/d' "$list" | tr '\n' ' ')"
    rm -rf "$environment"
    log=$root/target/python-$name.log
    if ! { "$python" -m venv "$environment" && "$environment/bin/python" -m pip install --disable-pip-version-check -r "$list"; } >"$log" 2>&1; then
        rm -rf "$environment"
        cat "$log" >&2
        fail "pip could not install what ./palinode $name needs; its output is above. The first time needs the network, later times do not"
    fi
    cp "$list" "$environment/installed.txt"
}
