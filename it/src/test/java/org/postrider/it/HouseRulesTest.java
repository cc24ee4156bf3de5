package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sizes that keep the house readable (docs/ARCHITECTURE.md, section 3). */
class HouseRulesTest {
    static List<String> libraries() throws IOException {
        return Repository.libraries();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void atLeastAThirdOfTheTypesIsPackagePrivate(String library) throws IOException {
        List<Class<?>> types = Repository.topLevelTypes(library);
        long hidden = types.stream()
                .filter(type -> !Modifier.isPublic(type.getModifiers()))
                .count();
        assertThat(hidden * 3)
                .as("%d of %d types are package-private", hidden, types.size())
                .isGreaterThanOrEqualTo(types.size());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void methodsAreShort(String library) throws IOException {
        List<Integer> lengths = methodLengths(Repository.sources(library));
        Collections.sort(lengths);
        assertThat(lengths).hasSizeGreaterThan(20);
        assertThat(lengths.get(lengths.size() / 2)).as("median").isLessThanOrEqualTo(6);
        assertThat(lengths.get(lengths.size() * 9 / 10)).as("nine of ten").isLessThanOrEqualTo(18);
        assertThat(lengths.get(lengths.size() - 1)).as("longest").isLessThanOrEqualTo(60);
    }

    /** Lines of each method that has a body, from its signature to its closing brace. */
    private static List<Integer> methodLengths(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Integer> lengths = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<Path> all = Repository.below(sources, ".java").stream()
                    .map(sources::resolve)
                    .toList();
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(all));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new MethodMeter(unit, positions, lengths), null);
            }
        }
        return lengths;
    }

    private static final class MethodMeter extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Integer> lengths;

        MethodMeter(CompilationUnitTree unit, SourcePositions positions, List<Integer> lengths) {
            this.unit = unit;
            this.positions = positions;
            this.lengths = lengths;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                long start = line(positions.getStartPosition(unit, method));
                long end = line(positions.getEndPosition(unit, method));
                lengths.add((int) (end - start + 1));
            }
            return super.visitMethod(method, nothing);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
