package org.palinode.tests.fuzz;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.constraint.Interval;
import org.palinode.autodiff.constraint.Simplex;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Attention;
import org.palinode.autodiff.nn.BatchNorm;
import org.palinode.autodiff.nn.Chain;
import org.palinode.autodiff.nn.ConcatTime;
import org.palinode.autodiff.nn.Conv;
import org.palinode.autodiff.nn.Dropout;
import org.palinode.autodiff.nn.Embedding;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.LayerNorm;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.LstmCell;
import org.palinode.autodiff.nn.Residual;
import org.palinode.autodiff.nn.initial.Initializer;
import org.palinode.autodiff.nn.initial.Orthogonal;
import org.palinode.autodiff.nn.initial.VarianceScaling;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;
import org.palinode.autodiff.tree.Partition;
import org.palinode.autodiff.tree.Summary;

/** Arguments for the methods of layers, losses and constraints as well. */
final class NetworkArguments extends RandomArguments {
    private static final RandomKey KEY = RandomKey.of(1);

    NetworkArguments(long seed) {
        super(seed);
    }

    private DType dtype() {
        return below(4) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    }

    private int width() {
        return 1 + below(3);
    }

    @Override
    Object value(Class<?> type) {
        if (type == GruCell.class) {
            return GruCell.random(KEY, dtype(), width(), width());
        } else if (type == LstmCell.class) {
            return LstmCell.random(KEY, dtype(), width(), width());
        } else if (type == LstmCell.State.class) {
            return new LstmCell.State(tensor(), rarely() ? null : tensor());
        } else if (type == LayerNorm.class) {
            return LayerNorm.of(dtype(), width());
        } else if (type == BatchNorm.class) {
            return BatchNorm.of(dtype(), width());
        } else if (type == BatchNorm.State.class) {
            return new BatchNorm.State(tensor(), rarely() ? null : tensor());
        } else if (type == Dropout.class) {
            return new Dropout(0.5);
        } else if (type == Embedding.class) {
            return Embedding.random(KEY, dtype(), width(), width());
        } else if (type == Attention.class) {
            return Attention.random(KEY, dtype(), 4, 1 + below(2));
        } else if (type == Conv.class) {
            return Conv.random(KEY, dtype(), width(), width(), window());
        }
        return block(type);
    }

    private Object block(Class<?> type) {
        Linear linear = Linear.random(KEY, dtype(), width(), width());
        if (type == Chain.class) {
            return Chain.of(linear, Tensor::sin);
        } else if (type == Residual.class) {
            return new Residual(linear);
        } else if (type == ConcatTime.class) {
            return new ConcatTime(linear);
        } else if (type == Window.class) {
            return window();
        } else if (type == Initializer.class) {
            return below(2) == 0 ? VarianceScaling.HE_NORMAL : new Orthogonal(1);
        } else if (type == Orthogonal.class) {
            return new Orthogonal(2);
        } else if (type == Indices.class) {
            return below(2) == 0 ? Indices.range(below(4)) : Indices.of(0, below(4) - 1);
        } else if (type == Interval.class) {
            return new Interval(-1, 2);
        } else if (type == Simplex.class) {
            return new Simplex();
        } else if (type == Predicate.class) {
            return (Predicate<String>) path -> path.contains("1");
        } else if (type == Map.class) {
            return Map.of(List.of("weight", "bias", "a").get(below(3)), tensor());
        } else if (type == Partition.class) {
            return Partition.of(linear, path -> path.equals("bias"));
        } else if (type == Summary.class) {
            return Summary.of(linear);
        }
        return super.value(type);
    }

    private Window window() {
        return below(2) == 0 ? Window.of(width()) : Window.of(width(), width()).padding(below(2));
    }
}
