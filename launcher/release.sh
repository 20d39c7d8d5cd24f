# shellcheck shell=sh
# Commands for developers: what a release would be, and what has changed since the last one. docs/design/releasing.md tells of both.

# Builds the commit that is checked out twice, each time in a folder of its own, and compares all that would be published, byte by byte. The second
# build has another path, language and time zone. Uploads nothing.
run_release() {
    prepare_release
    rm -rf "$folder/first" "$folder/second ä" "$folder/published" "$folder/again"
    export_commit HEAD "$folder/first"
    export_commit HEAD "$folder/second ä"
    say "building $(version_of HEAD) ..."
    release_maven "$folder/first" -Prelease deploy -DaltDeploymentRepository="here::$(file_url "$folder/published")"
    say "building it once more, in another folder, language and time zone ..."
    TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 release_maven "$folder/second ä" -Prelease deploy \
        -DaltDeploymentRepository="here::$(file_url "$folder/again")" artifact:compare -Dreference.repo="$(file_url "$folder/published")"
    compare_published
    compare_api "$folder/first" HEAD^
    tell_what_is_missing
}

# The sources that are checked out, committed or not.
run_api() {
    prepare_release
    compare_api "$root" HEAD
}

prepare_release() {
    find_java
    check_can_build
    git -C "$root" rev-parse HEAD >/dev/null 2>&1 || fail "$root is no checkout of git with a commit: there is nothing to release"
    build_if_stale
    folder=$root/target/release
    mkdir -p "$folder"
    rm -rf "$folder/repository/org/palinode"
    write_consumer_settings >"$folder/settings.xml"
}

export_commit() {
    mkdir -p "$2"
    git -C "$root" archive "$1" | tar -x -C "$2"
}

release_maven() {
    sources=$1
    shift
    consumer_maven -f "$sources/pom.xml" -DskipTests -Dmaven.test.skip -Dspotless.check.skip "$@"
}

file_url() {
    printf 'file://%s' "$1" | sed 's/ /%20/g'
}

# The version in the root POM of a commit.
version_of() {
    git -C "$root" show "$1:pom.xml" | read_version
}

compare_published() {
    diff -r -x 'maven-metadata.xml*' "$folder/published" "$folder/again" >&2 || fail "the two builds differ, as said above"
    compared=$(sed -n -e 's/^ok=/ok /p' -e 's/^ko=/, not ok /p' "$folder/second ä/target/palinode-$(version_of HEAD).buildcompare" | tr -d '\n')
    say "both builds are the same, byte by byte: $folder/published (artifact:compare: $compared)"
}

# --- the API against that of the last tag -------------------------------------------------------------------------

# The sources in folder $1 against the newest tag v* at or before commit $2. A release of the same version is refused; a break of the API is, where the
# two versions promise that there is none.
compare_api() {
    tag=$(git -C "$root" describe --tags --abbrev=0 --match 'v[0-9]*' "$2" 2>/dev/null) || tag=
    if [ -z "$tag" ]; then
        say "no tag v* before this commit: there is no earlier release to compare the API with"
        return
    fi
    old=$(version_of "$tag")
    new=$(read_version <"$1/pom.xml")
    [ "$old" != "$new" ] || fail "the version is still $old, which is that of the tag $tag: raise it in all POMs"
    say "comparing the API of $new with that of $tag ..."
    rm -rf "$folder/baseline"
    export_commit "$tag" "$folder/baseline"
    release_maven "$folder/baseline" install -Dmdep.skip
    compatible=$(must_be_compatible "$old" "$new")
    rm -f "$1"/*/target/japicmp/compare.diff
    release_maven "$1" --fail-at-end verify -Dmdep.skip -Dpalinode.baseline="$old" -Dpalinode.compatible="$compatible" >"$folder/api.log" || broken=yes
    grep -h -E '^[[:space:]]*(\*|\+|-){3}' "$1"/*/target/japicmp/compare.diff >&2 || true
    if [ -n "${broken:-}" ]; then
        sed -n 's/.*\[ERROR\] Failed/Failed/p' "$folder/api.log" >&2
        fail "$new may not take away what $tag has: see above, and target/japicmp/compare.html in each module"
    fi
    say "$new may follow $tag; what has changed is above, and in target/japicmp/compare.html of each module"
}

# Versions that promise what users have compiled goes on working: the same first number, and before 1.0 the same second one.
must_be_compatible() {
    case $2 in
        "${1%%.*}".*) ;;
        *) echo false && return ;;
    esac
    case $1 in
        0.*) case $2 in "${1%.*}".*) echo true ;; *) echo false ;; esac ;;
        *) echo true ;;
    esac
}

# --- what only a person can decide --------------------------------------------------------------------------------

tell_what_is_missing() {
    version=$(version_of HEAD)
    missing=
    case $version in
        *-SNAPSHOT) missing="$missing; $version is a snapshot" ;;
    esac
    if grep -q '^  <url/>' "$folder/first/pom.xml"; then missing="$missing; pom.xml has no public address in url and scm"; fi
    if [ "$(git -C "$root" describe --tags --exact-match 2>/dev/null)" != "v$version" ]; then missing="$missing; this commit has no tag v$version"; fi
    if ! grep -q "^## \[$version\] - 20" "$folder/first/CHANGELOG.md"; then missing="$missing; CHANGELOG.md has no dated section [$version]"; fi
    if [ -n "$missing" ]; then
        fail "not to be published yet: ${missing#; }. docs/design/releasing.md says how"
    fi
    say "ready to be signed and uploaded: docs/design/releasing.md says how"
}
