package org.palinode.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Random calls of public methods and constructors: what comes out is a value or a refusal that says something. */
final class ApiFuzz {
    private final List<Class<?>> classes;
    private final Set<String> inside;
    private final Set<Class<?>> refusals;
    private final LongFunction<RandomArguments> arguments;
    private final BiConsumer<Object, RandomArguments> use;
    private final Map<Class<?>, List<Executable>> members = new HashMap<>();

    /**
     * @param classes whose methods are called; one that stands there twice is called twice as often
     * @param inside methods for kernels and programs of ours, which take what fits, by name or class and name; a constructor's is new
     * @param refusals what tells a caller that he asked for something that does not work
     * @param arguments from a seed
     * @param use goes on with what comes out
     */
    ApiFuzz(
            List<Class<?>> classes,
            Set<String> inside,
            Set<Class<?>> refusals,
            LongFunction<RandomArguments> arguments,
            BiConsumer<Object, RandomArguments> use) {
        this.classes = classes;
        this.inside = inside;
        this.refusals = refusals;
        this.arguments = arguments;
        this.use = use;
        classes.forEach(type -> members.put(type, find(type)));
    }

    private record Call(Executable member, Object receiver, Object[] arguments) {
        Object result() throws Throwable {
            try {
                return member instanceof Constructor<?> constructor
                        ? constructor.newInstance(arguments)
                        : ((Method) member).invoke(receiver, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        @Override
        public String toString() {
            return member + " of " + shown(receiver) + " with "
                    + Arrays.stream(arguments).map(Call::shown).toList();
        }

        private static String shown(Object value) {
            String text = value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
            String line = text.replaceAll("\\s+", " ");
            return line.length() > 100 ? line.substring(0, 100) + "..." : line;
        }
    }

    /** The public methods and constructors of a class for whose parameters there are arguments. */
    List<Executable> members(Class<?> type) {
        return members.get(type);
    }

    private List<Executable> find(Class<?> type) {
        RandomArguments any = arguments.apply(0);
        boolean canBeMade = !Modifier.isAbstract(type.getModifiers());
        return Stream.concat(
                        Arrays.stream(type.getMethods()),
                        canBeMade ? Arrays.stream(type.getConstructors()) : Stream.<Executable>empty())
                .filter(member ->
                        member.getDeclaringClass().getName().startsWith("org.palinode") && !member.isSynthetic())
                .filter(member -> !isInside(type, member instanceof Constructor<?> ? "new" : member.getName()))
                .filter(member -> Arrays.stream(member.getParameterTypes()).allMatch(any::knows))
                .filter(member -> Modifier.isStatic(member.getModifiers())
                        || member instanceof Constructor<?>
                        || any.receives(type))
                .sorted(Comparator.comparing(Executable::toString))
                .toList();
    }

    private boolean isInside(Class<?> type, String name) {
        return inside.contains(name) || inside.contains(type.getSimpleName() + "." + name);
    }

    private Call call(RandomArguments random) {
        Class<?> type = classes.get(random.below(classes.size()));
        List<Executable> known = members(type);
        Executable member = known.get(random.below(known.size()));
        boolean isMade = member instanceof Constructor<?> || Modifier.isStatic(member.getModifiers());
        Object receiver = isMade ? null : random.receiver(type);
        List<Object> given = new ArrayList<>();
        for (Class<?> parameter : member.getParameterTypes()) {
            given.add(random.of(parameter));
        }
        return new Call(member, receiver, given.toArray());
    }

    /** Fails if a call of a block of {@code cases} seeds comes to another end, or if they do not come to one in minutes. */
    void requireNoFaults(long block, long cases) {
        List<String> wrong = assertTimeoutPreemptively(
                Duration.ofMinutes(5), () -> faults(LongStream.range(block * cases, (block + 1) * cases)));
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
    }

    /** What is wrong with the cases of these seeds, twenty of them at most. */
    private List<String> faults(LongStream seeds) {
        return seeds.mapToObj(this::check).filter(Objects::nonNull).limit(20).toList();
    }

    /** What is wrong with a case; null if nothing is. */
    private String check(long seed) {
        RandomArguments random = arguments.apply(seed);
        Call call = null;
        try {
            call = call(random);
            Object result = call.result();
            String.valueOf(result);
            use.accept(result, random);
            return null;
        } catch (Throwable thrown) {
            return isRefusal(thrown) ? null : "seed " + seed + ": " + thrown + " in " + where(thrown) + " by " + call;
        }
    }

    private static String where(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).limit(4).toList().toString();
    }

    private boolean isRefusal(Throwable thrown) {
        String text = String.valueOf(thrown.getMessage());
        // the JVM's own words for a null that nobody looked at
        boolean says = text.length() > 10 && !text.startsWith("Cannot ");
        return refusals.contains(thrown.getClass()) && says || isFromTheCaller(thrown);
    }

    /** Mistakes that Java's types keep out of programs, and those of the functions that are given. */
    private static boolean isFromTheCaller(Throwable thrown) {
        return thrown instanceof ClassCastException
                || thrown.getStackTrace().length > 0
                        && thrown.getStackTrace()[0].getClassName().startsWith("org.palinode.tests");
    }
}
