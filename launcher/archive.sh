# shellcheck shell=sh
# The archive of classes: parsed and verified in advance, mapped into memory by the JVM (docs/reference/performance-measurements.md has what it saves).
# One for each JDK, made once after a build, in a few seconds. The JVM does without it if a jar is another than then. JDK 17 leaves out classes of
# jars whose path has blanks or letters outside ASCII: there the archive is that of the other libraries; JDK 25 has them.

# Sets archive: empty if there is none.
find_archive() {
    archive=
    [ "${PALINODE_ARCHIVE:-}" != never ] || return 0
    archive=$root/target/classes-$java_version-$(printf '%s' "$key" | cksum | cut -d ' ' -f 1).jsa
    if ! is_question "$@" && ! is_archived && [ -w "$root/target" ]; then
        take_build_lock
        if ! is_archived; then make_archive; fi # another launcher may have made it meanwhile
        rm -rf "$lock"
        trap - EXIT INT TERM
    fi
    if ! is_archived || [ ! -s "$archive" ]; then archive=; fi
}

is_archived() {
    [ -n "$(find "$archive" -newer "$classpath_file" 2>/dev/null)" ]
}

# Loads what a solve and its gradient need, then archives it. An empty file says that this JDK cannot, so that it is not tried at each start.
# Not by -XX:ArchiveClassesAtExit, which leaves out class files as old as those of ASM and picocli.
make_archive() {
    say "archiving the classes, for faster starts ..."
    new=$archive.new
    classes=$archive.classes
    # shellcheck disable=SC2046 # lists of flags, to be split
    set -- $(access_flags) $(vector_flags load-classes) $(memory_flags) -Djava.awt.headless=true -Xlog:disable -cp "$jar:$classpath"
    if ! {
        "$java" -XX:DumpLoadedClassList="$classes" "$@" "$main" load-classes &&
            "$java" -Xshare:dump -XX:SharedClassListFile="$classes" -XX:SharedArchiveFile="$new" "$@" && [ -s "$new" ]
    } </dev/null >"$root/target/archive.log" 2>&1; then
        rm -f "$new"
        : >"$new"
    fi
    rm -f "$classes"
    mv -f "$new" "$archive"
}

# An archive that does not fit is none: no word of it. The tag is aot from JDK 25 on; older ones do not know it.
archive_log_flags() {
    echo "-Xshare:auto -Xlog:cds*=off"
    if [ "$java_version" -ge 25 ]; then
        echo "-Xlog:aot*=off"
    fi
}
