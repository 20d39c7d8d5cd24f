package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Lists with names, in an order: the types, the tensors or the buffers of what a program of a step takes or makes. Nobody else counts places.
 *
 * @param <T> what is listed
 */
public final class Parts<T> {
    private final Map<StepPart, List<T>> lists;

    private Parts(Map<StepPart, List<T>> lists) {
        this.lists = lists;
    }

    /** None. */
    public static <T> Parts<T> none() {
        return new Parts<>(Map.of());
    }

    /** The parts with one part of one element. */
    public static <T> Parts<T> of(StepPart part, T element) {
        return Parts.<T>none().with(part, element);
    }

    /** The parts with one part, a list. */
    public static <T> Parts<T> of(StepPart part, List<? extends T> list) {
        return Parts.<T>none().with(part, list);
    }

    /** The same parts with one element as {@code part}: in the place of the part if it is there, else as the last. */
    public Parts<T> with(StepPart part, T element) {
        return with(part, List.of(element));
    }

    /** The same parts with a list as {@code part}: in the place of the part if it is there, else as the last. */
    public Parts<T> with(StepPart part, List<? extends T> list) {
        Map<StepPart, List<T>> more = new LinkedHashMap<>(lists);
        more.put(part, List.copyOf(list));
        return new Parts<>(more);
    }

    /** The same parts with those of {@code others}, each as by {@link #with(StepPart, List)}. */
    public Parts<T> with(Parts<? extends T> others) {
        Map<StepPart, List<T>> more = new LinkedHashMap<>(lists);
        others.lists.forEach((part, list) -> more.put(part, List.copyOf(list)));
        return new Parts<>(more);
    }

    /** The only element of a part. */
    public T one(StepPart part) {
        List<T> list = all(part);
        if (list.size() != 1) {
            throw new IllegalStateException(part + " has " + list.size() + " elements, not one");
        }
        return list.get(0);
    }

    /** The elements of a part; none if it is not there. */
    public List<T> all(StepPart part) {
        return lists.getOrDefault(part, List.of());
    }

    /** The number of elements of a part. */
    public int count(StepPart part) {
        return all(part).size();
    }

    /** The names, in their order. */
    Set<StepPart> names() {
        return lists.keySet();
    }

    /** The place of a part's first element among all. */
    int place(StepPart part) {
        int place = 0;
        for (Map.Entry<StepPart, List<T>> entry : lists.entrySet()) {
            if (entry.getKey() == part) {
                return place;
            }
            place += entry.getValue().size();
        }
        throw new IllegalArgumentException(part + " is not among " + lists.keySet());
    }

    /** All elements, in their order. */
    public List<T> list() {
        List<T> all = new ArrayList<>();
        lists.values().forEach(all::addAll);
        return all;
    }

    /** The names of a flat list that has these places. */
    public <U> Parts<U> named(List<? extends U> flat) {
        Map<StepPart, List<U>> named = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<StepPart, List<T>> entry : lists.entrySet()) {
            int end = first + entry.getValue().size();
            named.put(entry.getKey(), List.copyOf(flat.subList(first, end)));
            first = end;
        }
        return new Parts<>(named);
    }

    /** The elements whose part is {@code kept}. */
    public Parts<T> keeping(Predicate<StepPart> kept) {
        return keeping((part, index) -> kept.test(part));
    }

    /** The elements that are {@code kept}, by their part and their index in it. */
    public Parts<T> keeping(BiPredicate<StepPart, Integer> kept) {
        Map<StepPart, List<T>> fewer = new LinkedHashMap<>();
        lists.forEach((part, list) -> {
            List<T> left = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (kept.test(part, i)) {
                    left.add(list.get(i));
                }
            }
            if (!left.isEmpty()) {
                fewer.put(part, List.copyOf(left));
            }
        });
        return new Parts<>(fewer);
    }

    /** The same under other names. */
    Parts<T> renamed(UnaryOperator<StepPart> name) {
        Map<StepPart, List<T>> renamed = new LinkedHashMap<>();
        lists.forEach((part, list) -> renamed.put(name.apply(part), list));
        return new Parts<>(renamed);
    }

    /** The same as cotangents. */
    public Parts<T> bars() {
        return renamed(StepPart::bar);
    }

    /** Flags of the elements of a flat list with these places that are {@code wanted}, by their part and their index in it. */
    boolean[] flags(BiPredicate<StepPart, Integer> wanted) {
        List<Boolean> flags = new ArrayList<>();
        lists.forEach((part, list) -> {
            for (int i = 0; i < list.size(); i++) {
                flags.add(wanted.test(part, i));
            }
        });
        boolean[] array = new boolean[flags.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = flags.get(i);
        }
        return array;
    }

    @Override
    public String toString() {
        return lists.toString();
    }
}
