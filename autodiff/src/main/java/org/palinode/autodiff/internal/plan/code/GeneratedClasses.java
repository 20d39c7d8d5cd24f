package org.palinode.autodiff.internal.plan.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Classes made from bytecode, found again by a key that says what the code is. They differ in nothing but code: memory and sizes
 * are handed to the constructor. Bounded; those used longest ago are forgotten, and unloaded with the kernels made of them.
 */
public final class GeneratedClasses<K> {
    private static final int CAPACITY = 1024;

    private final MethodHandles.Lookup lookup;
    private final MethodType constructor;
    private final Function<K, byte[]> generator;
    private final Map<K, Constructor<?>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Constructor<?>> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * @param lookup of the package that the classes join
     * @param constructor the parameters of their constructor
     * @param generator the bytecode for a key
     */
    public GeneratedClasses(MethodHandles.Lookup lookup, MethodType constructor, Function<K, byte[]> generator) {
        this.lookup = lookup;
        this.constructor = constructor;
        this.generator = generator;
    }

    /** A new instance of the class of {@code key}. */
    public Object instance(K key, Object... arguments) {
        try {
            return constructor(key).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("generated code could not be set up", e);
        }
    }

    /** Reflection, because a method handle for each class costs milliseconds in a JVM that has just started. */
    private synchronized Constructor<?> constructor(K key) throws ReflectiveOperationException {
        Constructor<?> found = known.get(key);
        if (found == null) {
            Class<?> generated =
                    lookup.defineHiddenClass(generator.apply(key), true).lookupClass();
            found = generated.getDeclaredConstructor(constructor.parameterArray());
            found.setAccessible(true);
            known.put(key, found);
            CompilationCount.countClass();
        }
        return found;
    }
}
