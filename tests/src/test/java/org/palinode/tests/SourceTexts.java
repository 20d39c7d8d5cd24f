package org.palinode.tests;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The texts of the sources, with an ellipsis for what is computed.
 *
 * @param all every text that is written, and every sum of texts
 * @param refusals those of exceptions that are made with a text on the spot, but where something is null
 */
record SourceTexts(Set<String> all, Set<String> refusals) {
    private static final String COMPUTED = "…";

    static SourceTexts of(String... modules) throws IOException {
        var texts = new SourceTexts(new TreeSet<>(), new TreeSet<>());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    Stream.of(modules).flatMap(SourceTexts::sources).toList();
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(texts.collector(), null);
            }
        }
        return texts;
    }

    private static Stream<Path> sources(String module) {
        try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TreeScanner<Void, Void> collector() {
        return new TreeScanner<>() {
            @Override
            public Void visitNewClass(NewClassTree made, Void none) {
                String type = made.getIdentifier().toString();
                if (type.matches("(?!NullPointer).*(Exception|Error)")
                        && !made.getArguments().isEmpty()) {
                    refusals.addAll(texts(made.getArguments().get(0)));
                }
                return super.visitNewClass(made, none);
            }

            @Override
            public Void visitBinary(BinaryTree sum, Void none) {
                all.addAll(texts(sum));
                return super.visitBinary(sum, none);
            }

            @Override
            public Void visitLiteral(LiteralTree literal, Void none) {
                all.addAll(texts(literal));
                return super.visitLiteral(literal, none);
            }
        };
    }

    /** What an expression may say; nothing if it has no words of its own. */
    private static List<String> texts(ExpressionTree expression) {
        List<String> choices = expression instanceof ConditionalExpressionTree choice
                ? Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                        .flatMap(each -> texts(each).stream())
                        .toList()
                : List.of(text(expression));
        return choices.stream()
                .map(text -> text.replaceAll("(\\s|%n)+", " ")
                        .replaceAll(COMPUTED + "+", COMPUTED)
                        .strip())
                .filter(text -> text.matches(".*\\p{L}.*"))
                .toList();
    }

    private static String text(Tree tree) {
        if (tree instanceof LiteralTree literal) {
            return literal.getValue() instanceof String text
                    ? text.replaceAll("%[-.\\d]*[a-mo-z]", COMPUTED)
                    : COMPUTED;
        }
        if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return text(sum.getLeftOperand()) + text(sum.getRightOperand());
        }
        if (tree instanceof ParenthesizedTree inner) {
            return text(inner.getExpression());
        }
        if (tree instanceof LambdaExpressionTree later) {
            return text(later.getBody());
        }
        if (tree instanceof MethodInvocationTree call
                && call.getMethodSelect().toString().equals("String.format")) {
            return text(call.getArguments().get(1));
        }
        return COMPUTED;
    }
}
