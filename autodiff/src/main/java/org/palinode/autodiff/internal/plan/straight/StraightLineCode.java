package org.palinode.autodiff.internal.plan.straight;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;

/** The class of a {@link StraightKernel}: {@code run()} calls the pieces one after another. */
final class StraightLineCode {
    private final Unrolling unrolling;
    private final Pieces pieces;
    private final List<TensorType> types;
    private final int inputs;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    StraightLineCode(Unrolling unrolling, Program body) {
        this.unrolling = unrolling;
        pieces = new Pieces(unrolling.graph(), unrolling.outputs());
        types = new ArrayList<>(body.inputTypes());
        types.addAll(body.outputTypes());
        inputs = body.inputs().size();
    }

    byte[] generate() {
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL, StraightFields.NAME, null, StraightFields.BASE, null);
        constructor();
        List<int[]>[] stores = stores();
        MethodVisitor run = begin("run");
        for (int i = 0; i < pieces.count(); i++) {
            run.visitVarInsn(ALOAD, 0);
            run.visitMethodInsn(INVOKEVIRTUAL, StraightFields.NAME, "piece" + i, "()V", false);
            piece(i, stores);
        }
        end(run);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor() {
        MethodVisitor code = writer.visitMethod(0, "<init>", "(Ljava/util/List;)V", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        code.visitLdcInsn(pieces.scratchSize());
        code.visitMethodInsn(INVOKESPECIAL, StraightFields.BASE, "<init>", "(Ljava/util/List;I)V", false);
        for (int i = 0; i < types.size(); i++) {
            field(code, i, NumberBuffers.type(types.get(i).dtype()));
        }
        end(code);
    }

    /** The view of a buffer as a field of its own type, so that a run neither looks it up nor casts it. */
    private void field(MethodVisitor code, int index, String type) {
        writer.visitField(ACC_FINAL, "memory" + index, "L" + type + ";", null, null);
        code.visitVarInsn(ALOAD, 0);
        code.visitInsn(DUP);
        code.visitLdcInsn(index);
        code.visitMethodInsn(INVOKEVIRTUAL, StraightFields.BASE, "view", "(I)Ljava/lang/Object;", false);
        code.visitTypeInsn(CHECKCAST, type);
        code.visitFieldInsn(PUTFIELD, StraightFields.NAME, "memory" + index, "L" + type + ";");
    }

    private void piece(int index, List<int[]>[] stores) {
        MethodVisitor code = begin("piece" + index);
        PieceCode piece = new PieceCode(code, unrolling.graph(), pieces, types);
        var rooted = pieces.rooted();
        for (int id = rooted.nextSetBit(0); id >= 0; id = rooted.nextSetBit(id + 1)) {
            if (pieces.piece(id) == index) {
                piece.compute(id, stores[id]);
            }
        }
        if (index == pieces.count() - 1) {
            copies(piece);
        }
        end(code);
    }

    /** The place of each rooted node: (buffer, index). */
    @SuppressWarnings("unchecked")
    private List<int[]>[] stores() {
        List<int[]>[] stores = new List[unrolling.graph().size()];
        eachOutput((id, place) -> {
            if (stores[id] == null) {
                stores[id] = new ArrayList<>();
            }
            stores[id].add(place);
        });
        return stores;
    }

    /** Outputs that are inputs or literals. */
    private void copies(PieceCode piece) {
        eachOutput((id, place) -> {
            if (!pieces.rooted().get(id)) {
                piece.copy(id, place);
            }
        });
    }

    private void eachOutput(BiConsumer<Integer, int[]> action) {
        for (int output = 0; output < unrolling.outputs().size(); output++) {
            int[] numbers = unrolling.outputs().get(output);
            for (int i = 0; i < numbers.length; i++) {
                action.accept(numbers[i], new int[] {inputs + output, i});
            }
        }
    }

    private MethodVisitor begin(String name) {
        MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_FINAL, name, "()V", null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code) {
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
