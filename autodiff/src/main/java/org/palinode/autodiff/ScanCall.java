package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.scan.Direction;
import org.palinode.autodiff.internal.scan.Kept;
import org.palinode.autodiff.internal.scan.LoopBody;
import org.palinode.autodiff.internal.scan.Scan;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A scan as the engine takes it.
 *
 * @param constants tensors that any of the programs closes over
 * @param programs the step and, where there is one, its inverse, of (constants, carry, slices)
 */
record ScanCall(ScanInputs<?, ?> inputs, List<Tensor> constants, List<Program> programs) {
    /** The call of programs that have their own tensors last. */
    static ScanCall of(ScanInputs<?, ?> inputs, List<Program.Traced> traced) {
        Map<Tensor, Integer> places = new IdentityHashMap<>();
        List<Tensor> constants = new ArrayList<>();
        for (Program.Traced each : traced) {
            for (Tensor tensor : each.captured()) {
                if (places.putIfAbsent(tensor, constants.size()) == null) {
                    constants.add(tensor);
                }
            }
        }
        return new ScanCall(
                inputs,
                constants,
                traced.stream()
                        .map(each -> ofConstantsFirst(each, constants, places))
                        .toList());
    }

    private static Program ofConstantsFirst(
            Program.Traced traced, List<Tensor> constants, Map<Tensor, Integer> places) {
        Program program = traced.program();
        int given = program.inputs().size() - traced.captured().size();
        List<TensorType> types = new ArrayList<>(Tensor.types(constants));
        types.addAll(program.inputTypes().subList(0, given));
        return Program.traceClosed(types, in -> {
            List<Tensor> arguments = new ArrayList<>(in.subList(constants.size(), in.size()));
            traced.captured().forEach(tensor -> arguments.add(in.get(places.get(tensor))));
            return program.apply(arguments);
        });
    }

    LoopBody body() {
        return new LoopBody(
                programs.get(0), constants.size(), inputs.carry().leaves().size(), 0);
    }

    List<Tensor> arguments() {
        List<Tensor> arguments = new ArrayList<>(constants);
        arguments.addAll(inputs.carry().leaves());
        arguments.addAll(inputs.xs().leaves());
        return Collections.unmodifiableList(arguments);
    }

    List<Tensor> run(Kept kept) {
        return Tensor.apply(new Scan(body(), inputs.steps(), Direction.FROM_THE_START, kept), arguments());
    }
}
