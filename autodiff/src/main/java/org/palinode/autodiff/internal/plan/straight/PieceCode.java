package org.palinode.autodiff.internal.plan.straight;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.D2F;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DASTORE;
import static org.objectweb.asm.Opcodes.DLOAD;
import static org.objectweb.asm.Opcodes.DSTORE;
import static org.objectweb.asm.Opcodes.F2D;
import static org.objectweb.asm.Opcodes.FLOAD;
import static org.objectweb.asm.Opcodes.FSTORE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.internal.plan.straight.ScalarGraph.Kind;
import org.palinode.autodiff.internal.plan.straight.ScalarGraph.Node;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;

/** Code of one method of straight-line code: numbers and memory get local variables where they are first wanted. */
final class PieceCode {
    private final MethodVisitor code;
    private final ScalarGraph graph;
    private final Pieces pieces;
    private final List<TensorType> types;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> memories = new HashMap<>();
    private int locals = 1;

    PieceCode(MethodVisitor code, ScalarGraph graph, Pieces pieces, List<TensorType> types) {
        this.code = code;
        this.graph = graph;
        this.pieces = pieces;
        this.types = types;
    }

    /** Computes a node into a local variable and from there into memory. */
    void compute(int id, List<int[]> places) {
        evaluate(id);
        keep(id);
        if (pieces.scratch(id) >= 0) {
            StraightFields.scratch(code, pieces.scratch(id));
            load(id);
            if (isSingle(id)) {
                code.visitInsn(F2D);
            }
            code.visitInsn(DASTORE);
        }
        if (places != null) {
            for (int[] place : places) {
                copy(id, place);
            }
        }
    }

    /** Puts a number into memory: {@code place} is (buffer, index). */
    void copy(int id, int[] place) {
        element(place[0], place[1]);
        push(id);
        NumberBuffers.put(code, graph.node(id).dtype());
    }

    private void push(int id) {
        Node node = graph.node(id);
        if (numbers.containsKey(id)) {
            load(id);
        } else if (node.kind() == Kind.LITERAL) {
            literal(node);
        } else if (pieces.rooted().get(id)) {
            fetch(id);
        } else {
            evaluate(id);
            if (node.kind() == Kind.LOAD && pieces.isShared(id)) {
                keep(id);
                load(id);
            }
        }
    }

    private void literal(Node node) {
        if (node.dtype() == DType.FLOAT32) {
            code.visitLdcInsn((float) node.value());
        } else {
            code.visitLdcInsn(node.value());
        }
    }

    private void evaluate(int id) {
        Node node = graph.node(id);
        if (node.kind() == Kind.LOAD) {
            element(node.a(), node.b());
            NumberBuffers.get(code, node.dtype());
        } else if (node.kind() == Kind.CAST) {
            push(node.a());
            code.visitInsn(node.dtype() == DType.FLOAT32 ? D2F : F2D);
        } else {
            for (int operand : node.operands()) {
                push(operand);
                node.function().scalar().operand(code, node.dtype());
            }
            node.function().scalar().apply(code, node.dtype(), node.operands().length);
        }
    }

    /** Leaves a buffer's view and an index. */
    private void element(int buffer, int index) {
        code.visitVarInsn(ALOAD, memory(buffer));
        code.visitLdcInsn(index);
    }

    /** Fetches a number that an earlier method left. */
    private void fetch(int id) {
        StraightFields.scratch(code, pieces.scratch(id));
        code.visitInsn(DALOAD);
        if (isSingle(id)) {
            code.visitInsn(D2F);
        }
        keep(id);
        load(id);
    }

    private boolean isSingle(int id) {
        return graph.node(id).dtype() == DType.FLOAT32;
    }

    private void load(int id) {
        code.visitVarInsn(isSingle(id) ? FLOAD : DLOAD, numbers.get(id));
    }

    private void keep(int id) {
        numbers.put(id, locals);
        code.visitVarInsn(isSingle(id) ? FSTORE : DSTORE, locals);
        locals += 2;
    }

    private int memory(int index) {
        return memories.computeIfAbsent(index, key -> {
            StraightFields.memory(
                    code, index, NumberBuffers.type(types.get(index).dtype()));
            code.visitVarInsn(ASTORE, locals);
            return locals++;
        });
    }
}
