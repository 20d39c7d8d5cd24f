package org.palinode.autodiff.internal.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.plan.Places.Place;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.plan.code.InPlace;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Primitive;

/** Gives every value of a program its place in memory and binds the kernels. */
final class Binding {
    /** Regions end here, well below the 2 GiB at which a {@code ByteBuffer} ends; a larger buffer gets a region of its own. */
    private static final long REGION = 1L << 30;

    private final Program program;
    private final Arena arena;
    private final Engine engine;
    private final Places places;
    private final MemoryUsers users;
    private final Map<Atom, Buffer> roots = new HashMap<>();
    private final Map<Atom, Buffer> buffers = new HashMap<>();
    private final List<Buffer> outputs = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<MovableMemory> movableInputs;
    private final List<MovableMemory> movableOutputs;

    Binding(Program program, Arena arena, Engine engine, Map<Integer, Buffer> inputs, Map<Integer, Buffer> outputs) {
        this.program = program;
        this.arena = arena;
        this.engine = engine;
        places = new Places(program);
        users = new MemoryUsers(program, places);
        inputs.keySet().forEach(index -> users.fix(program.inputs().get(index)));
        outputs.keySet().forEach(index -> users.fix(program.outputs().get(index)));
        for (int i = 0; i < program.inputs().size(); i++) {
            Atom.Variable input = program.inputs().get(i);
            roots.put(input, inputs.containsKey(i) ? inputs.get(i) : arena.allocate(input.type()));
        }
        placeOutputs(inputs, outputs);
        placeIntermediates();
        for (Equation equation : program.equations()) {
            bind(equation);
        }
        bindOutputs(outputs);
        movableInputs = movable(program.inputs());
        movableOutputs = movable(program.outputs());
    }

    List<Buffer> inputs() {
        return buffers(program.inputs());
    }

    private List<Buffer> buffers(List<? extends Atom> atoms) {
        List<Buffer> found = new ArrayList<>(atoms.size());
        for (Atom atom : atoms) {
            found.add(buffer(atom));
        }
        return found;
    }

    List<Buffer> outputs() {
        return outputs;
    }

    Kernel[] kernels() {
        return kernels.stream().map(users::withoutMoves).toArray(Kernel[]::new);
    }

    /** The memory of each input if other memory may stand in for it, else null. */
    List<MovableMemory> movableInputs() {
        return movableInputs;
    }

    /** The memory of each output if other memory may stand in for it, else null. */
    List<MovableMemory> movableOutputs() {
        return movableOutputs;
    }

    private List<MovableMemory> movable(List<? extends Atom> atoms) {
        List<MovableMemory> found = new ArrayList<>(atoms.size());
        for (Atom atom : atoms) {
            found.add(users.movable(atom, buffer(atom)));
        }
        return found;
    }

    /** Outputs are computed where they are wanted, unless an input lies there or the value is a view. */
    private void placeOutputs(Map<Integer, Buffer> inputs, Map<Integer, Buffer> wanted) {
        wanted.forEach((index, buffer) -> {
            Place place = places.of(program.outputs().get(index));
            boolean whole =
                    place != null && place.offset() == 0 && place.root().type().size() == buffer.size();
            boolean free = inputs.values().stream().noneMatch(buffer::overlaps);
            if (whole && free && !roots.containsKey(place.root())) {
                roots.put(place.root(), buffer.reshape(place.root().type().shape()));
            }
        });
    }

    private void placeIntermediates() {
        List<Layout> layouts = new ArrayList<>(List.of(new Layout()));
        Map<Atom.Variable, long[]> where = new HashMap<>();
        for (int step = 0; step < program.equations().size(); step++) {
            for (Atom.Variable output : program.equations().get(step).outputs()) {
                if (places.isRoot(output) && !roots.containsKey(output)) {
                    if (isStored(program.equations().get(step))) {
                        roots.put(output, arena.allocate(output.type()));
                    } else {
                        where.put(output, place(layouts, output, step));
                    }
                }
            }
        }
        List<ByteBuffer> regions = new ArrayList<>();
        for (Layout layout : layouts) {
            regions.add(arena.region(layout.bytes()));
        }
        where.forEach((variable, at) ->
                roots.put(variable, arena.view(regions.get((int) at[0]), (int) at[1], variable.type())));
    }

    /** In the first region that has room: its index, and the offset there. */
    private long[] place(List<Layout> layouts, Atom.Variable variable, int step) {
        for (int i = 0; ; i++) {
            if (i == layouts.size()) {
                layouts.add(new Layout());
            }
            int last = places.lastUse(variable, step);
            long offset = layouts.get(i).place(variable.type().bytes(), step, last, REGION);
            if (offset >= 0) {
                return new long[] {i, offset};
            }
        }
    }

    private Buffer buffer(Atom atom) {
        Buffer known = buffers.get(atom);
        if (known == null) {
            known = makeBuffer(atom);
            buffers.put(atom, known);
        }
        return known;
    }

    private Buffer makeBuffer(Atom atom) {
        if (atom instanceof Atom.Literal literal) {
            Buffer constant = arena.allocate(literal.type());
            constant.fill(literal.value());
            return constant;
        }
        Place place = places.of(atom);
        Buffer root = roots.get(place.root());
        Shape shape = atom.type().shape();
        return place.offset() == 0 && root.size() == shape.size()
                ? root.reshape(shape)
                : root.slice(place.offset(), shape);
    }

    private void bind(Equation equation) {
        boolean moves = false;
        for (Atom.Variable output : equation.outputs()) {
            moves |= places.isRoot(output);
        }
        if (moves || equation.primitive() instanceof InPlace || equation.primitive() instanceof Fused) {
            List<Buffer> in = buffers(equation.inputs());
            List<Buffer> out = buffers(equation.outputs());
            Kernel kernel = kernel(equation.primitive(), in, out);
            if (isStored(equation)) {
                kernel.run();
                equation.outputs().forEach(users::fix);
            } else {
                kernels.add(kernel);
                users.add(equation, kernel);
            }
        }
    }

    private Kernel kernel(Primitive primitive, List<Buffer> in, List<Buffer> out) {
        return primitive instanceof PlanRunner runner ? runner.bind(in, out, arena, engine) : primitive.bind(in, out);
    }

    /** Without inputs there is nothing to compute on a run: the value is put in place once. */
    private static boolean isStored(Equation equation) {
        return equation.inputs().isEmpty();
    }

    /** Copies outputs to where they are wanted; what lies where one of them goes (an input passed on) is saved first. */
    private void bindOutputs(Map<Integer, Buffer> wanted) {
        List<Kernel> copies = new ArrayList<>();
        for (int i = 0; i < program.outputs().size(); i++) {
            Atom atom = program.outputs().get(i);
            Buffer value = buffer(atom);
            Buffer target = wanted.getOrDefault(i, value);
            if (wanted.containsKey(i) && !isPlaced(atom, target)) {
                Buffer source = isOverwritten(atom, wanted) ? saved(value) : value;
                copies.add(target.copying(source));
            }
            outputs.add(target);
        }
        kernels.addAll(copies);
    }

    private boolean isOverwritten(Atom atom, Map<Integer, Buffer> wanted) {
        Place place = places.of(atom);
        return place != null
                && program.inputs().contains(place.root())
                && wanted.values().stream().anyMatch(roots.get(place.root())::overlaps);
    }

    private Buffer saved(Buffer value) {
        Buffer copy = arena.allocate(value.type());
        kernels.add(copy.copying(value));
        return copy;
    }

    private boolean isPlaced(Atom atom, Buffer target) {
        Place place = places.of(atom);
        return place != null && place.offset() == 0 && roots.get(place.root()).isSameMemory(target);
    }
}
