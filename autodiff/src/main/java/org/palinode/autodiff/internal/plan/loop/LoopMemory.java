package org.palinode.autodiff.internal.plan.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.internal.plan.loop.Recipe.Sink;
import org.palinode.autodiff.internal.plan.loop.Recipe.Source;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/** Everything that a loop's code works on, laid out for one set of buffers. */
final class LoopMemory {
    private final LoopBody body;
    private final Recipe recipe;
    private final Geometry geometry;
    private final int lanes;
    private final int arrayCount;
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final List<Integer> strides = new ArrayList<>();
    private final List<Kernel> preparations = new ArrayList<>();
    private final List<Totals> reductions = new ArrayList<>();
    private final List<Buffer> unmovable = new ArrayList<>();

    LoopMemory(
            LoopBody body,
            Recipe recipe,
            Geometry geometry,
            int arrayCount,
            Map<Atom, Buffer> inputs,
            List<Buffer> outputs) {
        this.body = body;
        this.recipe = recipe;
        this.geometry = geometry;
        this.arrayCount = arrayCount;
        lanes = recipe.vector() ? VectorLanes.count(recipe.dtype()) : 1;
        for (Access access : body.accesses()) {
            read(access, inputs.get(access.root()));
        }
        for (int i = 0; i < outputs.size(); i++) {
            write(recipe.sinks().get(i), i, outputs.get(i));
        }
    }

    private void read(Access access, Buffer buffer) {
        if (geometry.copies() > 1 && access.row() == 0 && access.column() == 1) {
            bind(repeated(access, buffer), 0, 0);
        } else {
            bind(buffer, access.offset(), access.row() == Access.DENSE ? geometry.columns() : access.row());
        }
    }

    /** A row that is the same everywhere is written down as often as rows are joined. */
    private Buffer repeated(Access access, Buffer buffer) {
        unmovable.add(buffer);
        int columns = body.columns();
        Buffer row = buffer.slice(access.offset(), Shape.of(columns));
        Buffer copies = Buffer.allocate(row.type().with(Shape.of(columns * geometry.copies())));
        int bytes = columns * row.dtype().bytes();
        preparations.add(() -> {
            for (int at = 0; at < copies.bytes().capacity(); at += bytes) {
                copies.bytes().put(at, row.bytes(), 0, bytes);
            }
        });
        return copies;
    }

    private void write(Sink sink, int output, Buffer buffer) {
        if (sink.isStore()) {
            bind(buffer, 0, geometry.columns());
            return;
        }
        unmovable.add(buffer);
        int length = switch (sink.over()) {
            case ALL -> lanes;
            case ROWS -> geometry.columns();
            case COLUMNS -> geometry.rows();
        };
        reductions.add(new Totals(buffer, sink, length, body.accumulates(output)));
    }

    private void bind(Buffer buffer, int offset, int stride) {
        buffers.add(buffer);
        offsets.add(offset);
        strides.add(stride);
    }

    /** Rows are read as vectors, single numbers by their index. */
    Object[] views() {
        Object[] views = new Object[buffers.size()];
        for (int i = 0; i < views.length; i++) {
            views[i] = view(i, buffers.get(i));
        }
        return views;
    }

    private Object view(int index, Buffer buffer) {
        boolean single = index < recipe.sources().size() && recipe.sources().get(index) != Source.ROW;
        return single || !recipe.vector() ? NumberBuffers.view(buffer) : VectorMemory.view(buffer);
    }

    /** True if code reaches this memory through its views alone. */
    boolean canMove(Buffer here) {
        return unmovable.stream().noneMatch(here::overlaps);
    }

    /** Replaces the {@code views} of {@code here} by those of {@code there}. */
    void move(Buffer here, Buffer there, Object[] views) {
        for (int i = 0; i < views.length; i++) {
            if (buffers.get(i).isSameMemory(here)) {
                views[i] = view(i, there);
            }
        }
    }

    int[] offsets() {
        return array(offsets);
    }

    int[] strides() {
        return array(strides);
    }

    private static int[] array(List<Integer> values) {
        int[] array = new int[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    double[] literals() {
        return body.literals();
    }

    /** Arrays for a block's numbers, then one for each sink: those of a single vector. */
    Object[] arrays() {
        Object[] arrays = new Object[arrayCount + recipe.sinks().size()];
        for (int i = 0; i < arrays.length; i++) {
            int length = i < arrayCount ? geometry.blockSize() + lanes : lanes;
            arrays[i] = recipe.dtype() == DType.FLOAT64 ? new double[length] : new float[length];
        }
        return arrays;
    }

    Object[] totals() {
        Object[] totals = new Object[reductions.size()];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = reductions.get(i).array();
        }
        return totals;
    }

    Kernel[] preparations() {
        return preparations.toArray(new Kernel[0]);
    }

    Totals[] reductions() {
        return reductions.toArray(new Totals[0]);
    }

    Geometry geometry() {
        return geometry;
    }
}
