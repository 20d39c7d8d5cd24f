package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.palinode.autodiff.memory.Shape;

/** Sums of products by letters, planned into products of two: of all pairs, next comes the one with the smallest product. */
final class Einsum {
    private static final String PART = "[a-zA-Z]*([.]{3})?[a-zA-Z]*";

    private final String formula;
    private final String result;
    private final List<Named> open = new ArrayList<>();

    /** A tensor with a letter for each axis, no letter twice. */
    record Named(Tensor tensor, String letters) {
        int length(char letter) {
            int axis = letters.indexOf(letter);
            return axis < 0 ? 1 : tensor.shape().dim(axis);
        }
    }

    private Einsum(String formula, List<Tensor> tensors) {
        this.formula = formula;
        String[] sides = formula.replace(" ", "").split("->", -1);
        String[] inputs = sides[0].split(",", -1);
        if (sides.length != 2
                || inputs.length != tensors.size()
                || !formula.replace(" ", "").matches(PART + "(," + PART + ")*->" + PART)) {
            throw refusal("needs letters for each of its " + tensors.size()
                    + " tensors and for the result, as \"ij,jk->ik\"");
        }
        int dots = 0;
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            int count = EllipsisLetters.count(inputs[i], tensors.get(i).rank());
            String letters = EllipsisLetters.replaced(inputs[i], count);
            if (letters.length() != tensors.get(i).rank()) {
                throw refusal("has \"" + inputs[i] + "\" for " + tensors.get(i).type());
            }
            dots = Math.max(dots, count);
            named.add(distinct(tensors.get(i), letters));
        }
        result = EllipsisLetters.replaced(sides[1], dots);
        if (dots > 0 && result.equals(sides[1])) {
            throw refusal("has ... for " + dots + " axes, and the result has none; write ... there too");
        }
        open.addAll(EllipsisLetters.broadcast(named));
        requireLengths();
    }

    static Tensor of(String formula, List<Tensor> tensors) {
        return new Einsum(formula, tensors).product();
    }

    private IllegalArgumentException refusal(String why) {
        return new IllegalArgumentException("einsum \"" + formula + "\" " + why);
    }

    /** The tensor, or its diagonals where a letter stands twice. */
    private static Named distinct(Tensor tensor, String letters) {
        for (int first = 0; first < letters.length(); first++) {
            int second = letters.indexOf(letters.charAt(first), first + 1);
            if (second >= 0) {
                String rest = new StringBuilder(letters)
                        .deleteCharAt(second)
                        .deleteCharAt(first)
                        .toString();
                Named moved = ordered(tensor, letters, first, second);
                return distinct(moved.tensor(), rest + letters.charAt(first));
            }
        }
        return new Named(tensor, letters);
    }

    /** The diagonal of two axes, as the last axis. */
    private static Named ordered(Tensor tensor, String letters, int first, int second) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < tensor.rank(); axis++) {
            if (axis != first && axis != second) {
                axes.add(axis);
            }
        }
        axes.add(first);
        axes.add(second);
        Tensor moved = tensor.transpose(axes.stream().mapToInt(i -> i).toArray());
        return new Named(moved.diagonal(), letters);
    }

    private void requireLengths() {
        String all = open.stream().map(Named::letters).collect(Collectors.joining());
        for (char letter : (all + result).toCharArray()) {
            List<Integer> lengths = open.stream()
                    .filter(each -> each.letters().indexOf(letter) >= 0)
                    .map(each -> each.length(letter))
                    .distinct()
                    .toList();
            if (lengths.size() != 1) {
                throw refusal(
                        lengths.isEmpty()
                                ? "has " + EllipsisLetters.written(letter) + " in the result only"
                                : "gives " + EllipsisLetters.written(letter) + " the lengths " + lengths);
            }
        }
        if (result.chars().distinct().count() != result.length()) {
            throw refusal("has a letter twice in the result");
        }
    }

    private Tensor product() {
        for (int i = 0; i < open.size(); i++) {
            open.set(i, summed(i));
        }
        while (open.size() > 1) {
            int[] pair = smallest();
            Named b = open.remove(pair[1]);
            Named a = open.remove(pair[0]);
            open.add(product(a, b));
        }
        return moved(open.get(0), result);
    }

    /** Without the letters that no other tensor has, nor the result. */
    private Named summed(int i) {
        Named named = open.get(i);
        String needed = needed(List.of(named));
        StringBuilder kept = new StringBuilder();
        List<Integer> summed = new ArrayList<>();
        for (int axis = 0; axis < named.letters().length(); axis++) {
            if (needed.indexOf(named.letters().charAt(axis)) >= 0) {
                kept.append(named.letters().charAt(axis));
            } else {
                summed.add(axis);
            }
        }
        int[] axes = summed.stream().mapToInt(axis -> axis).toArray();
        return axes.length == 0 ? named : new Named(named.tensor().sum(axes), kept.toString());
    }

    /** The letters of the result and of all open tensors but these. */
    private String needed(List<Named> without) {
        return result
                + open.stream()
                        .filter(each -> !without.contains(each))
                        .map(Named::letters)
                        .collect(Collectors.joining());
    }

    private int[] smallest() {
        int[] best = {0, 1};
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < open.size(); i++) {
            for (int j = i + 1; j < open.size(); j++) {
                double size = size(open.get(i), open.get(j));
                if (size < least) {
                    least = size;
                    best = new int[] {i, j};
                }
            }
        }
        return best;
    }

    private double size(Named a, Named b) {
        String needed = needed(List.of(a, b));
        return union(a.letters(), b.letters())
                .chars()
                .filter(letter -> needed.indexOf(letter) >= 0)
                .mapToDouble(letter -> length(a, b, (char) letter))
                .reduce(1, (x, y) -> x * y);
    }

    private static int length(Named a, Named b, char letter) {
        return (a.letters().indexOf(letter) >= 0 ? a : b).length(letter);
    }

    /** The batch of products of matrices: letters of both that stay are the batch, those that go are summed over. */
    private Named product(Named a, Named b) {
        String needed = needed(List.of(a, b));
        String common = common(a.letters(), b.letters());
        String batch = common(common, needed);
        String summed = minus(common, batch);
        String left = minus(a.letters(), common);
        String right = minus(b.letters(), common);
        Tensor rows = matrices(a, batch, left, summed);
        Tensor columns = matrices(b, batch, summed, right);
        String letters = batch + left + right;
        int[] dims = letters.chars().map(letter -> length(a, b, (char) letter)).toArray();
        return new Named(rows.matmul(columns).reshape(Shape.of(dims)), letters);
    }

    /** [batch, rows, columns], each of several letters taken together; no batch axis where there are none. */
    private static Tensor matrices(Named named, String batch, String rows, String columns) {
        Tensor moved = moved(named, batch + rows + columns);
        int[] parts = Arrays.stream(new String[] {batch, rows, columns})
                .mapToInt(letters -> letters.chars()
                        .map(letter -> named.length((char) letter))
                        .reduce(1, (x, y) -> x * y))
                .toArray();
        return batch.isEmpty() ? moved.reshape(parts[1], parts[2]) : moved.reshape(Shape.of(parts));
    }

    private static Tensor moved(Named named, String letters) {
        int[] axes = letters.chars().map(named.letters()::indexOf).toArray();
        boolean same = named.letters().equals(letters);
        return same ? named.tensor() : named.tensor().transpose(axes);
    }

    private static String union(String a, String b) {
        return a + minus(b, a);
    }

    private static String common(String a, String b) {
        return minus(a, minus(a, b));
    }

    private static String minus(String a, String b) {
        return a.chars()
                .filter(letter -> b.indexOf(letter) < 0)
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());
    }
}
