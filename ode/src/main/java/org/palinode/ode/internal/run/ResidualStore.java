package org.palinode.ode.internal.run;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The starts and the residuals of consecutive steps.
 *
 * <p>A solve {@linkplain #open opens} a store in its stepper, fills it from its first step on, and leaves it with what it finished. One pull-back
 * {@linkplain #take takes} it, in a stepper of its own. A pull-back that recomputes steps opens a store for itself, and fills it time after time. Either
 * pull-back {@linkplain #giveBack gives} the memory back in the end, for another store; this one holds nothing from then on, and cannot be taken any more.
 */
public final class ResidualStore {
    private final ResidualPlans.Key key;
    private final ResidualMemory memory;
    private final AtomicBoolean taken = new AtomicBoolean();
    private ResidualPlans plans;
    private int capacity;
    private int first;
    private int count;
    private int most;

    private ResidualStore(ResidualPlans.Key key, ResidualPlans plans) {
        this.key = key;
        this.plans = plans;
        memory = plans.memory();
    }

    /**
     * A store for steps in {@code stepper}; empty if the residuals of one are too large.
     *
     * @param dense whether the steps make dense values, and these may have cotangents
     */
    public static Optional<ResidualStore> open(CompiledStep stepper, WantedCotangents wanted, boolean dense) {
        ResidualPlans.Key key = new ResidualPlans.Key(wanted, dense);
        return ResidualPlans.of(stepper, key).map(plans -> new ResidualStore(key, plans));
    }

    /** This store with room for as many steps as go into so many bytes, but for {@code least} at least. */
    public ResidualStore within(long bytes, int least) {
        capacity = (int) Math.max(least, Math.min(Integer.MAX_VALUE, memory.steps(bytes)));
        return this;
    }

    /** The number of steps for which there is room. */
    public int capacity() {
        return capacity;
    }

    /** Forgets all steps. The stepper leaves residuals from here on while there is room: those of step {@code step} and the next ones. */
    public void begin(int step) {
        first = step;
        count = 0;
        if (hasRoom()) {
            plans.stepper().choice().use(plans.step());
        }
    }

    boolean hasRoom() {
        return count < capacity;
    }

    /** Keeps the step just attempted: its start, after any resync there, and its residuals. The stepper leaves no more where there is no room. */
    public void save() {
        memory.put(count++, plans.stepper().state(), plans.place());
        most = Math.max(most, count);
        if (!hasRoom()) {
            plans.stepper().choice().useStandard();
        }
    }

    /** The solve is over: its stepper is for others. */
    void leave() {
        plans = null;
    }

    /** Makes the store the caller's, to be read in {@code stepper}; false if it serves other cotangents, or another pull-back has taken it. */
    public boolean take(CompiledStep stepper, WantedCotangents wanted) {
        boolean takes = key.wanted().equals(wanted) && taken.compareAndSet(false, true);
        if (takes) {
            plans = ResidualPlans.of(stepper, key).orElseThrow();
            capacity = 0; // steps that the solve did not keep are evaluated once more
        }
        return takes;
    }

    public boolean holds(int step) {
        return first <= step && step < first + count;
    }

    /** Puts a step that is held in place: its start and its residuals. */
    public void load(int step) {
        memory.get(step - first, plans.stepper().state(), plans.place());
    }

    /** The pull-back of the step in place, which evaluates the field no more; it takes cotangents of dense values too if the store {@link #isDense}. */
    public CountedPlan pullBack(Supplier<StepBindings> cotangents) {
        return plans.pullBack(cotangents);
    }

    public boolean isDense() {
        return key.dense();
    }

    /** Bytes filled at the most. */
    public long bytes() {
        return memory.bytes(most);
    }

    /** The sweep is over: the memory is for another store. */
    public void giveBack() {
        count = 0;
        plans.giveBack(memory);
    }
}
