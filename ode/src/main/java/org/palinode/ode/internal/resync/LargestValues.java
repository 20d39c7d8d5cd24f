package org.palinode.ode.internal.resync;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.StepMemory;
import org.palinode.ode.internal.step.StepPart;

/** Follows the largest |y| of a solve, and of late, component by component: its {@link StateScale}. */
public final class LargestValues implements StepListener {
    private final CompiledStep stepper;
    private final Buffer values;
    private final CountedPlan update;

    /** Memory that is made once for a stepper. */
    private record Place(Buffer values, CountedPlan update) {
        static Place in(CompiledStep stepper) {
            StepMemory memory = stepper.memory();
            Buffer values = memory.arena.allocate(stepper.programs().signature().block(2));
            List<Buffer> both = memory.vectors(values, 2);
            CountedPlan update = memory.bindings()
                    .reading(Parts.of(StepPart.LARGEST, both)
                            .with(StepPart.Y, stepper.y())
                            .with(StepPart.Y_END, stepper.yEnd()))
                    .writing(Parts.of(StepPart.LARGEST, both))
                    .plan(stepper.programs().reversals().largest(), memory.arena);
            return new Place(values, update);
        }
    }

    /** @param before both of a solve that this one continues [2 n]; empty where it begins */
    public LargestValues(CompiledStep stepper, Optional<Tensor> before) {
        this.stepper = stepper;
        Place place = stepper.companion("largest values", Place::in);
        values = place.values();
        update = place.update();
        if (before.isPresent()) {
            values.copyFrom(before.get().buffer());
        } else {
            values.fill(0);
        }
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        update.plan().run();
    }

    /** The memory of the largest values of late; it changes with each step. */
    Buffer ofLate() {
        return stepper.vector(values, 1);
    }

    /** The size of each component of late; that of the largest, or 1, where nothing is known of it. */
    double[] sizes() {
        return new StateScale(Tensor.copyOf(ofLate())).filled().largest().toArray();
    }

    /** The largest values of the whole solve [n]. */
    public Tensor ofAll() {
        return Tensor.copyOf(stepper.vector(values, 0));
    }

    /** Both [2 n], for a solve that is continued. */
    Tensor both() {
        return Tensor.copyOf(values);
    }
}
