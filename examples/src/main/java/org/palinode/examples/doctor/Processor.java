package org.palinode.examples.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor as Linux describes it; elsewhere what the environment tells, without flags.
 *
 * @param flags instruction sets, as named in {@code /proc/cpuinfo}
 */
record Processor(String vendor, String model, Set<String> flags) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    static Processor ofThisMachine() {
        try {
            return Files.isReadable(CPUINFO) ? parse(Files.readAllLines(CPUINFO)) : fromEnvironment();
        } catch (IOException e) {
            return fromEnvironment();
        }
    }

    /** Reads the first processor of the list; ARM kernels say {@code Features} for flags and give no model. */
    static Processor parse(List<String> lines) {
        String flags = field(lines, "flags", field(lines, "Features", ""));
        return new Processor(
                field(lines, "vendor_id", "unknown vendor"),
                field(lines, "model name", System.getProperty("os.arch")),
                Arrays.stream(flags.split(" ")).collect(Collectors.toUnmodifiableSet()));
    }

    boolean isAmd() {
        return vendor.equals("AuthenticAMD");
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    String vectorInstructions() {
        String known = Stream.of("avx512f", "avx2", "fma", "asimd", "sve")
                .filter(this::has)
                .collect(Collectors.joining(" "));
        return known.isEmpty() ? "instruction sets not reported" : known;
    }

    private static Processor fromEnvironment() {
        String model = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
        return new Processor("unknown vendor", model, Set.of());
    }

    private static String field(List<String> lines, String name, String otherwise) {
        return lines.stream()
                .filter(line -> line.split(":")[0].strip().equals(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
