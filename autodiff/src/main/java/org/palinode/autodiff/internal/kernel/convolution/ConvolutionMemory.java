package org.palinode.autodiff.internal.kernel.convolution;

import java.util.Arrays;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Memory in which a convolution works, which kernels for other images, kernels and places may share, one after another.
 *
 * @param groups one for each part
 * @param sums of kernels for each part but the first, whose sums lie where the result does; none if kernels are not asked for
 */
public record ConvolutionMemory(Group.Memory[] groups, Buffer[] sums) {
    /** Memory for sums over places and images, in numbers of a type. */
    public static ConvolutionMemory of(ConvolutionSizes sizes, TensorType type) {
        Group.Memory[] groups = new Group.Memory[sizes.isEmpty() ? 0 : sizes.parts()];
        Arrays.setAll(groups, part -> Group.Memory.of(sizes, type));
        return new ConvolutionMemory(groups, new Buffer[0]);
    }

    /** Memory for the sums of kernels too. */
    public static ConvolutionMemory withSums(ConvolutionSizes sizes, TensorType type) {
        ConvolutionMemory memory = of(sizes, type);
        Buffer[] sums = new Buffer[Math.max(0, memory.groups.length - 1)];
        Arrays.setAll(sums, part -> Buffer.allocate(type.with(Shape.of(sizes.kernels(), sizes.terms()))));
        return new ConvolutionMemory(memory.groups, sums);
    }
}
