# shellcheck shell=sh
# The JDK: which one, and what it has.

# In the locale C, or in one that is not installed, the JVM cannot name a file with other letters than ASCII, and fails where the path to it has some.
name_files_in_utf8() {
    [ "$(locale charmap 2>/dev/null)" = ANSI_X3.4-1968 ] || return 0
    utf8=$(locale -a 2>/dev/null | grep -i -x -m 1 'C\.utf-\{0,1\}8') || return 0
    export LC_ALL="$utf8"
}

find_java() {
    name_files_in_utf8
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java: set it to a JDK 17 or newer, or unset it"
    else
        java=$(command -v java) || fail "no java on PATH: install a JDK 17 or newer, or set JAVA_HOME to one"
    fi
    read_java_facts
    [ "${java_version:-0}" -ge 17 ] || fail "$java is Java ${java_version:-8 or older}: Palinode needs a JDK 17 or newer; set JAVA_HOME to one"
}

# Sets java_version, java_modules (those that matter here) and java_home; asks the JDK once and remembers the answer.
read_java_facts() {
    facts=$root/target/jdk-facts
    key="$java $(ls -lLd "$java")"
    if [ ! -r "$facts" ] || [ "$(head -n 1 "$facts")" != "$key" ]; then
        mkdir -p "$root/target" 2>/dev/null || facts=$(mktemp)
        ask_java >"$facts"
    fi
    { read -r _ && read -r java_version && read -r java_modules && read -r java_home; } <"$facts" || true
}

ask_java() {
    modules=$("$java" --list-modules 2>/dev/null) || modules=
    printf '%s\n' "$key"
    printf '%s\n' "$modules" | sed -n 's/^java\.base@\([0-9]*\).*/\1/p'
    printf '%s\n' "$modules" | sed -n -e 's/^\(jdk\.compiler\)@.*/\1/p' -e 's/^\(jdk\.incubator\.vector\)@.*/\1/p' -e 's/^\(jdk\.jshell\)@.*/\1/p' | tr '\n' ' '
    printf '\n'
    "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

has_module() {
    case " $java_modules " in
        *" $1 "*) return 0 ;;
        *) return 1 ;;
    esac
}
