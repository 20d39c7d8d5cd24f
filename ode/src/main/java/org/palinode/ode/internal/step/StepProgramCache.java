package org.palinode.ode.internal.step;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the programs of a {@link StepKey} again. Process-wide, bounded, forgets what was used longest ago; nothing that a solve returns
 * depends on what is in it. Programs, not fields, are the keys: a field that is written anew for every solve still finds its own.
 */
public final class StepProgramCache {
    private static final int CAPACITY = 64;

    private static final Map<StepKey, StepPrograms> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StepKey, StepPrograms> eldest) {
            return size() > CAPACITY;
        }
    };

    private StepProgramCache() {}

    /** The programs for a key, found again if they were made before. */
    public static StepPrograms get(StepKey key) {
        synchronized (KNOWN) {
            StepPrograms known = KNOWN.get(key);
            if (known != null) {
                return known;
            }
        }
        StepPrograms made = new StepPrograms(key);
        synchronized (KNOWN) {
            StepPrograms other = KNOWN.putIfAbsent(key, made);
            return other == null ? made : other;
        }
    }
}
