package org.palinode.autodiff;

/** Numbers of a key by its seed, each by its index, without objects. The words are described at {@link RandomKey}. */
final class Words {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long CHILDREN = 0x5851f42d4c957f2dL;

    private Words() {}

    static long fold(long seed, long index) {
        return mix(mix(seed ^ CHILDREN) + (index + 1) * GAMMA);
    }

    /** Uniform strictly between 0 and 1. */
    static double unit(long seed, long index) {
        return ((mix(seed + (index + 1) * GAMMA) >>> 11) + 0.5) * 0x1p-53;
    }

    /** Standard normal, of two words. */
    static double normal(long seed, long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(seed, 2 * index)));
        return radius * StrictMath.cos(2 * Math.PI * unit(seed, 2 * index + 1));
    }

    private static long mix(long z) {
        long once = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
