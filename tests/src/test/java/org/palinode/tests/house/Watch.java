package org.palinode.tests.house;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/** What the classes that a {@link WatchingLoader} loads report to: who is handed numbers that are followed, who holds them, and who is on the stack. */
public final class Watch {
    /** Reversing a step gives y0 to rounding. */
    private static final double ROUNDING = 1e-10;

    private static final String OURS = "org.palinode.";
    /** The probe; the front door of autodiff, which calls the tape and keeps its input as a tree; tensors and buffers, which y0 is made of. */
    private static final Pattern NOT_COUNTED =
            Pattern.compile("tests\\..*|autodiff\\.[A-Z].*|autodiff\\.(tensor|memory|tree)\\..*");

    private static final String HOLDS = "holds";
    private static final Queue<WeakReference<Object>> MADE = new ConcurrentLinkedQueue<>();

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return fieldsToLookAt(type);
        }
    };

    private static Watch current;

    private final Thread thread = Thread.currentThread();
    private final String entry;
    private final double[][] followed;
    private final Map<String, Set<String>> met = new LinkedHashMap<>();
    private Map<String, Set<String>> metBeforeKernel = Map.of();
    private boolean entered;
    private boolean looking;

    private Watch(String entry, double[][] followed) {
        this.entry = entry;
        this.followed = followed;
    }

    /** Follows these numbers, wherever they are copied to, from when a method of the class {@code entry} is called. */
    static void follow(String entry, double[]... numbers) {
        current = new Watch(entry, numbers);
    }

    /** Ends it: who met them before the field's kernel last ran, and how. */
    static Map<String, Set<String>> finish() {
        Map<String, Set<String>> met = current.metBeforeKernel;
        current = null;
        return met;
    }

    /** A method of a class is handed a value. */
    public static void handed(String type, Object value) {
        if (isWatching()) {
            current.entered |= type.equals(current.entry);
            if (current.entered && current.holds(value)) {
                current.meets(type, "handed");
            }
        }
    }

    /** An object of ours is there: from now on it is looked into. */
    public static void made(Object object) {
        MADE.add(new WeakReference<>(object));
    }

    /** The field's kernel runs. */
    static void kernelRuns() {
        if (isWatching()) {
            current.lookAtStack();
            current.lookAtObjects();
            current.metBeforeKernel = copy(current.met);
        }
    }

    /** The outermost class, without {@value #OURS}. */
    static String outermost(String type) {
        return type.substring(OURS.length()).split("[$/]")[0];
    }

    private static boolean isWatching() {
        return current != null && current.thread == Thread.currentThread() && !current.looking;
    }

    private static Map<String, Set<String>> copy(Map<String, Set<String>> met) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        met.forEach((type, how) -> copy.put(type, new LinkedHashSet<>(how)));
        return copy;
    }

    private void meets(String type, String how) {
        if (!NOT_COUNTED.matcher(type).matches()) {
            met.computeIfAbsent(type, absent -> new LinkedHashSet<>()).add(how);
        }
    }

    private void lookAtStack() {
        Deque<String> stack = new ArrayDeque<>();
        StackWalker.getInstance().forEach(frame -> stack.push(frame.getClassName()));
        boolean below = false;
        for (String type : stack) {
            String ours = type.startsWith(OURS) ? outermost(type) : "";
            below |= ours.equals(entry);
            if (below && !ours.isEmpty()) {
                meets(ours, "on the stack");
            }
        }
    }

    private void lookAtObjects() {
        if (!holders().allMatch(this::isKnownToHold)) {
            System.gc(); // what is garbage holds nothing
            holders().forEach(type -> meets(type, HOLDS));
        }
    }

    private Stream<String> holders() {
        return MADE.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .flatMap(object -> FIELDS.get(object.getClass()).stream()
                        .filter(field -> holds(value(object, field)))
                        .map(field -> outermost(field.getDeclaringClass().getName())));
    }

    private boolean isKnownToHold(String type) {
        return met.getOrDefault(type, Set.of()).contains(HOLDS);
    }

    private static List<Field> fieldsToLookAt(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; each.getName().startsWith(OURS); each = each.getSuperclass()) {
            Arrays.stream(each.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .filter(field -> !field.getType().isPrimitive())
                    .forEach(fields::add);
        }
        fields.forEach(field -> field.setAccessible(true));
        return Tensor.class.isAssignableFrom(type) ? List.of() : fields; // a tensor is what is held
    }

    private static Object value(Object object, Field field) {
        try {
            return field.get(object);
        } catch (IllegalAccessException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** Whether a value is the numbers followed, or a collection of the JDK in which they are. */
    private boolean holds(Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).anyMatch(this::holds);
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() && holds(optional.get());
        }
        if (value instanceof Collection<?> collection && isOfJdk(value)) {
            return new ArrayList<>(collection).stream().anyMatch(this::holds);
        }
        if (value instanceof Map<?, ?> map && isOfJdk(value)) {
            return new ArrayList<>(map.values()).stream().anyMatch(this::holds);
        }
        List<double[]> numbers = numbers(value);
        return numbers.stream().anyMatch(all -> Arrays.stream(followed).anyMatch(part -> contains(all, part)));
    }

    private static boolean isOfJdk(Object value) {
        return value.getClass().getName().startsWith("java.util.");
    }

    private List<double[]> numbers(Object value) {
        boolean before = looking;
        looking = true; // reading numbers calls classes that report here
        try {
            if (value instanceof Tensor tensor) {
                return List.of(tensor.toArray());
            } else if (value instanceof Buffer buffer) {
                return List.of(buffer.toArray());
            }
            return value instanceof double[] array ? List.of(array) : List.of();
        } catch (IllegalStateException noNumbers) { // of a symbolic tensor, and in memory that has been closed
            return List.of();
        } finally {
            looking = before;
        }
    }

    private static boolean contains(double[] all, double[] part) {
        for (int start = 0; start + part.length <= all.length; start++) {
            int same = 0;
            while (same < part.length && Math.abs(all[start + same] - part[same]) < ROUNDING) {
                same++;
            }
            if (same == part.length) {
                return true;
            }
        }
        return false;
    }
}
