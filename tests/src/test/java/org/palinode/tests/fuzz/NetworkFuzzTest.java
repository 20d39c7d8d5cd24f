package org.palinode.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.constraint.Interval;
import org.palinode.autodiff.constraint.Positive;
import org.palinode.autodiff.constraint.Simplex;
import org.palinode.autodiff.nn.Attention;
import org.palinode.autodiff.nn.BatchNorm;
import org.palinode.autodiff.nn.Chain;
import org.palinode.autodiff.nn.ConcatTime;
import org.palinode.autodiff.nn.Conv;
import org.palinode.autodiff.nn.Dropout;
import org.palinode.autodiff.nn.Embedding;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.LayerNorm;
import org.palinode.autodiff.nn.LstmCell;
import org.palinode.autodiff.nn.Residual;
import org.palinode.autodiff.nn.initial.Orthogonal;
import org.palinode.autodiff.nn.initial.VarianceScaling;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tree.Partition;
import org.palinode.autodiff.tree.Summary;

/** Random calls of layers, losses, initialisers and constraints, as in {@link AutodiffFuzzTest}. */
@Tag("thorough")
@Tag("once")
class NetworkFuzzTest {
    private static final List<Class<?>> CLASSES = List.of(
            GruCell.class,
            LstmCell.class,
            LayerNorm.class,
            BatchNorm.class,
            Dropout.class,
            Embedding.class,
            Conv.class,
            Attention.class,
            Chain.class,
            Residual.class,
            ConcatTime.class,
            Loss.class,
            Loss.class,
            VarianceScaling.class,
            Orthogonal.class,
            Positive.class,
            Interval.class,
            Simplex.class,
            Partition.class,
            Summary.class);

    private static final Set<Class<?>> REFUSALS =
            Set.of(IllegalArgumentException.class, NullPointerException.class, UnsupportedOperationException.class);

    private static final ApiFuzz FUZZ =
            new ApiFuzz(CLASSES, Set.of(), REFUSALS, NetworkArguments::new, (result, random) -> {});

    @Test
    void everyCallGivesAValueOrARefusal() {
        FUZZ.requireNoFaults(0, 3_000);
    }

    @Test
    void everyMethodIsCalled() {
        long methods = CLASSES.stream()
                .distinct()
                .mapToLong(type -> FUZZ.members(type).size())
                .sum();
        assertTrue(methods > 100, methods + " methods");
    }
}
