# shellcheck shell=sh
# ./palinode site

# The typesetting of formulas comes as a jar, so that the site needs Maven and Python, but no npm. gather.py takes from it what pages load.
katex=0.18.11

run_site() {
    case ${1:-} in
        '') build_site ;;
        --serve) build_site && serve_site "${2:-8000}" ;;
        *) fail "./palinode site takes --serve [PORT], got $1" ;;
    esac
}

build_site() {
    find_java
    check_can_build
    use_python site
    site=$root/target/site
    katex_jar=$root/target/katex/katex-$katex.jar
    take_katex
    write_javadoc
    "$python" "$root/launcher/site/gather.py" "$root" "$root/target/site-source" "$katex_jar" || fail "the pages could not be gathered; see above"
    say "the pages ..."
    if ! (cd "$root" && "$python" -m zensical build -f mkdocs.yml --clean --strict) >"$root/target/site.log" 2>&1; then
        plain "$root/target/site.log" >&2
        fail "the site could not be built; see above"
    fi
    "$python" "$root/launcher/site/check.py" "$site" || fail "links of the site lead nowhere; see above"
    say "the site is in $site"
}

# What the builder says: without its colours, one for each letter, and the trace of Python behind it.
plain() {
    sed -e "s/$(printf '\033')\[[0-9;]*m//g" -e '/^Traceback/,$d' "$1"
}

take_katex() {
    [ ! -f "$katex_jar" ] || return 0
    maven -q -N dependency:copy -Dartifact="org.webjars.npm:katex:$katex" -DoutputDirectory="$root/target/katex" ||
        fail "KaTeX could not be fetched; see above. The first time needs the network, later times do not"
}

# Javadoc takes a minute, so it is written only when a source is newer.
write_javadoc() {
    javadoc=$root/target/reports/apidocs/index.html
    [ ! -f "$javadoc" ] || [ -n "$(find "$root/pom.xml" "$root"/autodiff/src/main "$root"/ode/src/main "$root"/train/src/main "$root"/plot/src/main "$root"/jupyter/src/main -newer "$javadoc" -print | head -n 1)" ] || return 0
    say "Javadoc ..."
    maven -q compile javadoc:aggregate || fail "Javadoc could not be written; see above"
}

# To this machine only.
serve_site() {
    say "http://127.0.0.1:$1/ until Ctrl-C"
    exec "$python" -m http.server --bind 127.0.0.1 --directory "$site" "$1"
}
