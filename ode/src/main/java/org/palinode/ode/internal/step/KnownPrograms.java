package org.palinode.ode.internal.step;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Programs that are made when they are first asked for. */
final class KnownPrograms {
    private final Map<Object, CountedProgram> programs = new HashMap<>();

    synchronized CountedProgram get(Object key, Supplier<CountedProgram> make) {
        CountedProgram known = programs.get(key);
        if (known == null) {
            known = make.get();
            programs.put(key, known);
        }
        return known;
    }
}
