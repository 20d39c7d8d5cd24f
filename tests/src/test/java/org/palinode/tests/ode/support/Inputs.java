package org.palinode.tests.ode.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;

/**
 * What the solves of these tests are differentiated for.
 *
 * @param y0 the initial state
 * @param args handed to the field
 * @param closedOver a tensor that the field closes over
 */
public record Inputs(Tensor y0, Tensor args, Tensor closedOver) {
    private List<Tensor> all() {
        return List.of(y0, args, closedOver);
    }

    private static Inputs of(List<Tensor> all) {
        return new Inputs(all.get(0), all.get(1), all.get(2));
    }

    /** The gradient by forward mode, one pass for each number: the derivative of the very steps that were taken. */
    public static Inputs forwardGradient(Function<Inputs, Tensor> loss, Inputs at) {
        List<Tensor> gradient = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            Tensor tensor = at.all().get(part);
            double[] slopes = new double[tensor.size()];
            for (int i = 0; i < slopes.length; i++) {
                slopes[i] = Autodiff.jvp(loss, at, at.unit(part, i)).tangent().item();
            }
            gradient.add(Tensor.of(tensor.shape(), slopes));
        }
        return of(gradient);
    }

    /** The gradient by central differences of the loss; good to about 1e-8 where steps do not change. */
    public static Inputs differences(Function<Inputs, Tensor> loss, Inputs at) {
        double h = 1e-5;
        List<Tensor> gradient = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            Tensor tensor = at.all().get(part);
            double[] slopes = new double[tensor.size()];
            for (int i = 0; i < slopes.length; i++) {
                Inputs unit = at.unit(part, i);
                slopes[i] = loss.apply(at.plus(unit, h))
                                .minus(loss.apply(at.plus(unit, -h)))
                                .item()
                        / (2 * h);
            }
            gradient.add(Tensor.of(tensor.shape(), slopes));
        }
        return of(gradient);
    }

    public Inputs plus(Inputs direction, double h) {
        List<Tensor> moved = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            moved.add(all().get(part).plus(direction.all().get(part).times(h)));
        }
        return of(moved);
    }

    private Inputs unit(int part, int index) {
        List<Tensor> unit = new ArrayList<>();
        for (int other = 0; other < 3; other++) {
            double[] numbers = new double[all().get(other).size()];
            if (other == part) {
                numbers[index] = 1;
            }
            unit.add(Tensor.of(all().get(other).shape(), numbers));
        }
        return of(unit);
    }

    /** The largest difference of a tensor of this and of another, relative to the largest number of the other's tensor; of the worst one. */
    public double distance(Inputs reference) {
        double worst = 0;
        for (int part = 0; part < 3; part++) {
            worst = Math.max(worst, Gap.relative(reference.all().get(part), all().get(part)));
        }
        return worst;
    }
}
