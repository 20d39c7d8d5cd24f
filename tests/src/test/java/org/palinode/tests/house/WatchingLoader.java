package org.palinode.tests.house;

import java.io.IOException;
import java.io.InputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Loads our classes a second time, written so that they tell {@link Watch} what their methods are handed and which objects there are. */
final class WatchingLoader extends ClassLoader {
    private static final String WATCH = "org/palinode/tests/house/Watch";

    WatchingLoader() {
        super(WatchingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("org.palinode.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] written = file.readAllBytes();
            byte[] code = name.startsWith("org.palinode.tests.") ? written : reporting(written);
            return defineClass(name, code, 0, code.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    private static byte[] reporting(byte[] written) {
        ClassReader reader = new ClassReader(written);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        String type = Watch.outermost(reader.getClassName().replace('/', '.'));
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                        int first = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
                        return new Reporting(method, type, name, Type.getArgumentTypes(descriptor), first);
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** A method that reports its arguments when it begins, and objects when they are constructed or caught in a lambda. */
    private static final class Reporting extends MethodVisitor {
        private final String type;
        private final String name;
        private final Type[] arguments;
        private final int first;

        Reporting(MethodVisitor method, String type, String name, Type[] arguments, int first) {
            super(Opcodes.ASM9, method);
            this.type = type;
            this.name = name;
            this.arguments = arguments;
            this.first = first;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            int place = first;
            for (Type argument : arguments) {
                if (argument.getSort() >= Type.ARRAY) {
                    visitLdcInsn(type);
                    visitVarInsn(Opcodes.ALOAD, place);
                    report("handed", "(Ljava/lang/String;Ljava/lang/Object;)V");
                }
                place += argument.getSize();
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.RETURN && name.equals("<init>")) {
                visitVarInsn(Opcodes.ALOAD, 0);
                report("made", "(Ljava/lang/Object;)V");
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... constants) {
            super.visitInvokeDynamicInsn(method, descriptor, bootstrap, constants);
            if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                visitInsn(Opcodes.DUP);
                report("made", "(Ljava/lang/Object;)V");
            }
        }

        private void report(String method, String descriptor) {
            visitMethodInsn(Opcodes.INVOKESTATIC, WATCH, method, descriptor, false);
        }
    }
}
