# shellcheck shell=sh
# Projects that use Palinode: the last part of ./palinode test.

# Installs Palinode into a repository of its own, builds the template and README's first program against it, and starts them as users start
# theirs: by java -cp, without flags and variables.
run_consumer() {
    say "projects that use what is installed"
    folder=$root/target/consumer
    rm -rf "$folder/repository/org/palinode" "$folder/template"
    mkdir -p "$folder"
    write_consumer_settings >"$folder/settings.xml"
    consumer_maven -f "$root/pom.xml" -DskipTests -Dspotless.check.skip -Dmdep.skip install # the launcher's class path stays as it is
    build_template
    run_plainly "$taken" Cooling
    run_first_program
    run_plainly "$taken" Consumer
    with_nd4j=$(class_path_of "$root/tests/consumer/pom.xml")
    run_plainly "$with_nd4j" Consumer nd4j
    compare_with_ivy
}

consumer_maven() {
    JAVA_HOME=$java_home mvn -q -B -ntp -Dstyle.color=never -gs "$folder/settings.xml" -Dmaven.repo.local="$folder/repository" "$@"
}

# Sets first, the class of README's program, and taken, the class path that Maven finds for the template.
build_template() {
    cp -R "$root/template" "$folder/template"
    cp "$root/tests/consumer/src/main/java/Consumer.java" "$folder/template/src/main/java"
    first=$(plain_java "$root/tests/consumer/FirstProgram.java" extract "$root/README.md" "$folder/template/src/main/java")
    consumer_maven -f "$folder/template/pom.xml" compile
    taken=$(class_path_of "$folder/template/pom.xml")
}

class_path_of() {
    consumer_maven -f "$1" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.includeScope=runtime \
        -DincludeTypes=jar -Dmdep.outputFile="$folder/classpath.txt" >&2
    cat "$folder/classpath.txt"
}

# The encoding of file names is no variable that a user sets for Palinode.
plain_java() {
    env -i PATH="$PATH" HOME="${HOME:-/}" LC_ALL="${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" "$java" "$@"
}

run_plainly() {
    path=$1
    shift
    plain_java -cp "$folder/template/target/classes:$path" "$@"
}

# Nothing may be said beside what it prints; the JVM itself warns of native access from JDK 24 on.
run_first_program() {
    run_plainly "$taken" "$first" >"$folder/first.txt" 2>"$folder/first-errors.txt"
    plain_java "$root/tests/consumer/FirstProgram.java" compare "$root/README.md" "$folder/first.txt"
    if grep -v -e '^WARNING: ' -e '^$' "$folder/first-errors.txt" || { [ "$java_version" -lt 24 ] && [ -s "$folder/first-errors.txt" ]; }; then
        cat "$folder/first-errors.txt" >&2
        fail "README's first program says this beside what it prints"
    fi
}

# Ivy reads POMs as Gradle does: no profile, and the dependencies of a jar together with those of its classified ones. Both take the natives of
# Linux on x86-64, so that elsewhere there is nothing to compare.
compare_with_ivy() {
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || return 0
    write_ivy_settings >"$folder/ivysettings.xml"
    rm -rf "$folder/ivy"
    ivy_takes palinode-ode "$(printf '%s' "$taken" | jar_names)"
    ivy_takes palinode-nd4j "$(printf '%s' "$with_nd4j" | jar_names | grep -v '^palinode-ode-')"
}

ivy_takes() {
    version=$(read_version <"$root/pom.xml")
    plain_java -jar "$root/tests/target/ivy/ivy.jar" -settings "$folder/ivysettings.xml" -cache "$folder/ivy" -dependency org.palinode "$1" "$version" \
        -confs default -cachepath "$folder/ivy.txt" >"$folder/ivy.log" 2>&1 || { cat "$folder/ivy.log" >&2 && fail "Ivy cannot resolve $1"; }
    jar_names <"$folder/ivy.txt" >"$folder/ivy-names.txt"
    if ! printf '%s\n' "$2" | diff - "$folder/ivy-names.txt" >&2; then
        fail "with $1, Ivy, and so Gradle, takes other jars than Maven: < Maven, > Ivy"
    fi
    say "with $1, Ivy takes the $(wc -l <"$folder/ivy-names.txt") jars that Maven takes"
}

jar_names() {
    tr ':' '\n' | sed 's|.*/||' | sort
}

write_ivy_settings() {
    cat <<END
<ivysettings>
  <settings defaultResolver="here"/>
  <caches useOrigin="true"/>
  <resolvers>
    <ibiblio name="here" m2compatible="true" useMavenMetadata="false" root="file://$folder/repository"/>
  </resolvers>
</ivysettings>
END
}

# Artifacts come from the repository that this checkout was built with, and only those that are not there from elsewhere.
write_consumer_settings() {
    read -r classpath <"$classpath_file" || [ -n "$classpath" ]
    repository=$(printf '%s' "$classpath" | tr ':' '\n' | sed -n 's|/org/ow2/asm/asm/.*||p')
    cat <<END
<settings>
  <profiles>
    <profile>
      <id>here</id>
      <repositories><repository><id>here</id><url>file://$repository</url></repository></repositories>
      <pluginRepositories><pluginRepository><id>here</id><url>file://$repository</url></pluginRepository></pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
</settings>
END
}
