package org.palinode.tests.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sizes of sources. A method's lines are those from its annotations to its last brace, of methods with a body. */
final class SourceSizes {
    private record Size(int size, String what) {}

    private final List<Size> linesPerFile = new ArrayList<>();
    private final List<Size> methodsPerFile = new ArrayList<>();
    private final List<Size> linesPerMethod = new ArrayList<>();

    private SourceSizes() {}

    /** The sizes of all Java files in a folder, except those that describe a package. */
    static SourceSizes of(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SourceSizes sizes = new SourceSizes();
        try (Stream<Path> all = Files.walk(folder);
                StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<Path> sources = all.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("package-info.java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree file : task.parse()) {
                sizes.add(file, positions);
            }
        }
        return sizes;
    }

    private void add(CompilationUnitTree file, SourcePositions positions) throws IOException {
        String name = Path.of(file.getSourceFile().toUri()).getFileName().toString();
        int before = linesPerMethod.size();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void none) {
                if (method.getBody() != null && positions.getStartPosition(file, method) >= 0) {
                    linesPerMethod.add(new Size(lines(method), name + " " + method.getName()));
                }
                return super.visitMethod(method, none);
            }

            private int lines(MethodTree method) {
                LineMap map = file.getLineMap();
                long first = map.getLineNumber(positions.getStartPosition(file, method));
                long last = map.getLineNumber(positions.getEndPosition(file, method));
                return (int) (last - first + 1);
            }
        }.scan(file, null);
        methodsPerFile.add(new Size(linesPerMethod.size() - before, name));
        linesPerFile.add(new Size(
                (int) file.getSourceFile()
                        .getCharContent(true)
                        .chars()
                        .filter(c -> c == '\n')
                        .count(),
                name));
    }

    private static String medianAndMaximum(List<Size> sizes) {
        List<Size> sorted =
                sizes.stream().sorted(Comparator.comparingInt(Size::size)).toList();
        Size most = sorted.get(sorted.size() - 1);
        return sorted.get(sorted.size() / 2).size() + " at the median, at most " + most.size() + " (" + most.what()
                + ")";
    }

    @Override
    public String toString() {
        return linesPerFile.size() + " files, " + linesPerMethod.size() + " methods\n"
                + "  lines of a file: " + medianAndMaximum(linesPerFile) + "\n"
                + "  methods of a file: " + medianAndMaximum(methodsPerFile) + "\n"
                + "  lines of a method: " + medianAndMaximum(linesPerMethod) + "\n";
    }
}
