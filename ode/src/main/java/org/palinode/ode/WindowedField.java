package org.palinode.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.step.TimeWindows;
import org.palinode.ode.solver.StageTimes;

/**
 * A traced field, and the {@link TimeWindows} in which its time must be held, as one of its parameters. Most fields need none: those that do not read
 * the time, and those whose jumps lie between steps of a solver that stays inside of them.
 *
 * @param traced (t, y [n], arguments, closed-over tensors, windows if there are any) → slopes
 * @param windows which parameter they are
 */
record WindowedField(Program.Traced traced, OptionalInt windows) {
    /**
     * A solve that is about to begin.
     *
     * @param timeType the type of number whose neighbours of a jump the field can tell from it
     * @param stages of the solver
     * @param jumps that were declared
     * @param start gives y0 [n], then the arguments' tensors, where they are looked at
     */
    record Solve(
            double t0, double t1, DType timeType, StageTimes stages, double[] jumps, Supplier<List<Tensor>> start) {
        private boolean goesForward() {
            return t1 >= t0;
        }

        private boolean jumpsAtAnEnd() {
            return Arrays.stream(jumps)
                    .anyMatch(jump -> TimeNeighbours.isNear(jump, t0) || TimeNeighbours.isNear(jump, t1));
        }
    }

    /** The field with what a solve needs. */
    static WindowedField of(Program.Traced field, Solve solve) {
        WindowedField free = new WindowedField(field, OptionalInt.empty());
        if (!readsTime(field.program()) || !solve.stages().lookOutside() && !solve.jumpsAtAnEnd()) {
            return free;
        }
        double before = endOfDomain(field, solve, solve.t0(), !solve.goesForward());
        double beyond = endOfDomain(field, solve, solve.t1(), solve.goesForward());
        double earliest = solve.goesForward() ? before : beyond;
        double latest = solve.goesForward() ? beyond : before;
        if (solve.jumps().length == 0 && Double.isInfinite(earliest) && Double.isInfinite(latest)) {
            return free;
        }
        double[] jumps = Arrays.stream(solve.jumps()).sorted().distinct().toArray();
        return free.with(TimeWindows.between(jumps, earliest, latest, solve.goesForward(), solve.timeType()));
    }

    private static boolean readsTime(Program field) {
        Atom time = field.inputs().get(0);
        return field.equations().stream().anyMatch(equation -> equation.inputs().contains(time));
    }

    /** An end of the solve if its steps, or those of a solve back, look beyond it and the field is not finite there; else infinite. */
    private static double endOfDomain(Program.Traced field, Solve solve, double end, boolean upwards) {
        double anywhere = upwards ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        if (!solve.stages().lookOutside() || Double.isInfinite(end)) {
            return anywhere;
        }
        double beyond =
                upwards ? TimeNeighbours.after(end, solve.timeType()) : TimeNeighbours.before(end, solve.timeType());
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(beyond)));
        in.addAll(solve.start().get());
        field.captured().forEach(tensor -> in.add(SolveChecks.concrete(tensor)));
        Tensor slope = new Call(field.program()).apply(in).get(0);
        return slope.buffer().isFinite() ? anywhere : end;
    }

    private WindowedField with(Tensor table) {
        int known = traced.program().inputTypes().size();
        List<TensorType> types = new ArrayList<>(traced.program().inputTypes());
        types.add(table.type());
        Program program = Program.traceClosed(types, in -> traced.program().apply(in.subList(0, known)));
        List<Tensor> captured = new ArrayList<>(traced.captured());
        captured.add(table);
        return new WindowedField(new Program.Traced(program, captured), OptionalInt.of(known - 2));
    }
}
