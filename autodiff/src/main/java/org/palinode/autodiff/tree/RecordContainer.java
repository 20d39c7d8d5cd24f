package org.palinode.autodiff.tree;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;

/** A record of some class: read by its accessors and made by its canonical constructor, also where these are not public. */
final class RecordContainer implements Container {
    private static final ClassValue<RecordContainer> KNOWN = new ClassValue<>() {
        @Override
        protected RecordContainer computeValue(Class<?> type) {
            return new RecordContainer(type);
        }
    };

    private final Class<?> type;
    private final Constructor<?> constructor;
    private final Method[] accessors;

    private RecordContainer(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        accessors = new Method[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            accessors[i].setAccessible(true);
            types[i] = components[i].getType();
        }
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static RecordContainer of(Class<?> type, Path path) {
        try {
            return KNOWN.get(type);
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "the record " + type.getName() + " at " + path.shown()
                            + " cannot be read: its module does not let us in; open its package, "
                            + "for instance with 'opens " + type.getPackageName()
                            + " to org.palinode.autodiff' in module-info.java",
                    closed);
        }
    }

    @Override
    public boolean isRecord(Class<?> other) {
        return type == other;
    }

    @Override
    public Object[] parts(Object value, Path path) {
        Object[] parts = new Object[accessors.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                parts[i] = accessors[i].invoke(value);
            } catch (InvocationTargetException thrown) {
                throw failure("reading " + accessors[i].getName() + " of", path, thrown.getCause());
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return parts;
    }

    @Override
    public Object rebuild(Object[] parts, Path path) {
        try {
            return constructor.newInstance(parts);
        } catch (InvocationTargetException thrown) {
            throw failure("making", path, thrown.getCause());
        } catch (IllegalArgumentException misfit) {
            throw narrow(parts, path, misfit);
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A component of a narrower type than the lists and maps that trees make, such as a {@code LinkedList}. */
    private IllegalArgumentException narrow(Object[] parts, Path path, IllegalArgumentException misfit) {
        int i = 0;
        while (accessors[i].getReturnType().isPrimitive()
                || parts[i] == null
                || accessors[i].getReturnType().isInstance(parts[i])) {
            i++;
        }
        return new IllegalArgumentException(
                "the component " + accessors[i].getName() + " of the record " + type.getSimpleName() + " at "
                        + path.shown() + " is a " + accessors[i].getReturnType().getSimpleName()
                        + ", which a tree does not make; declare it as List, Map or SortedMap",
                misfit);
    }

    private IllegalArgumentException failure(String doing, Path path, Throwable cause) {
        return new IllegalArgumentException(
                doing + " the record " + type.getSimpleName() + " at " + path.shown() + " failed: "
                        + cause.getMessage(),
                cause);
    }

    @Override
    public String label(int index, String path) {
        return (path.isEmpty() ? "" : ".") + accessors[index].getName();
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
