package org.palinode.autodiff.internal.kernel.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.palinode.autodiff.internal.kernel.Blas;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.internal.kernel.parallel.KernelParts;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/**
 * The three ways through Σ y · conv(x, k): each of images x [n, c, lengths], kernels k [o, c, size] and places y [n, o, places] from the two
 * others.
 */
public record ConvolutionKernels(
        ConvolutionSizes sizes, ConvolutionMemory memory, Buffer images, Buffer kernels, Buffer places) {
    /** The kernel of y = conv(x, k). */
    public Kernel toPlaces() {
        return sizes.isEmpty()
                ? () -> places.fill(0)
                : split((part, group) -> List.of(
                        group.gather(),
                        Blas.gemm(matrix(), false, group.columns(), false, group.places(), 0),
                        group.spread()));
    }

    /** The kernel of the images that y and k give: each place adds its number times the kernels where its patch was. */
    public Kernel toImages() {
        return sizes.isEmpty()
                ? () -> images.fill(0)
                : split((part, group) -> List.of(
                        group.collect(),
                        Blas.gemm(matrix(), true, group.places(), false, group.columns(), 0),
                        group.addToImages()));
    }

    /** The kernel of the sums over all places of y times patch. */
    public Kernel toKernels() {
        if (sizes.isEmpty()) {
            return () -> kernels.fill(0);
        }
        Buffer sum = matrix();
        Buffer[] others = memory.sums();
        Kernel parts = split((part, group) -> List.of(
                group.collect(),
                group.gather(),
                Blas.gemm(group.places(), false, group.columns(), true, part == 0 ? sum : others[part - 1], 1)));
        return () -> {
            sum.fill(0);
            for (Buffer other : others) {
                other.fill(0);
            }
            parts.run();
            for (Buffer other : others) {
                add(other, sum);
            }
        };
    }

    private static void add(Buffer part, Buffer sum) {
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.get(i) + part.get(i));
        }
    }

    private Buffer matrix() {
        return kernels.reshape(Shape.of(sizes.kernels(), sizes.terms()));
    }

    private Kernel split(BiFunction<Integer, Group, List<Kernel>> work) {
        Kernel[][] steps = new Kernel[sizes.parts()][];
        int together = sizes.together(images.dtype().bytes());
        for (int part = 0; part < steps.length; part++) {
            List<Kernel> all = new ArrayList<>();
            Group.Memory own = memory.groups()[part];
            int end = sizes.first(part + 1);
            for (int first = sizes.first(part); first < end; first += together) {
                int count = Math.min(together, end - first);
                all.addAll(work.apply(part, new Group(sizes, images, places, own, first, count)));
            }
            steps[part] = all.toArray(new Kernel[0]);
        }
        KernelParts each = part -> {
            for (Kernel step : steps[part]) {
                step.run();
            }
        };
        Workers workers = Workers.shared();
        return () -> {
            OpenBlas.requireProducts();
            workers.run(steps.length, each);
        };
    }
}
