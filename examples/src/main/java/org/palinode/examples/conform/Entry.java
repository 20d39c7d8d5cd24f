package org.palinode.examples.conform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A piece of JSON that knows its place in the data, which every refusal names.
 *
 * @param place file and path, like {@code gradients.json[12].grad_y0}
 */
record Entry(String place, JsonNode node) {
    /** The field {@code name} of an object; refuses an object without it, or with null there. */
    Entry field(String name) {
        return optional(name).orElseThrow(() -> refusal("has no \"" + name + "\""));
    }

    /** The field {@code name}, unless it is absent or null. */
    Optional<Entry> optional(String name) {
        if (!node.isObject()) {
            throw refusal("must be an object with \"" + name + "\", got " + kind());
        }
        JsonNode field = node.get(name);
        return field == null || field.isNull() ? Optional.empty() : Optional.of(new Entry(place + "." + name, field));
    }

    /** The elements of an array. */
    List<Entry> elements() {
        if (!node.isArray()) {
            throw refusal("must be an array, got " + kind());
        }
        List<Entry> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Entry(place + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    /** The names of the fields of an object. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    String text() {
        if (!node.isTextual()) {
            throw refusal("must be a text, got " + kind());
        }
        return node.textValue();
    }

    boolean flag() {
        if (!node.isBoolean()) {
            throw refusal("must be true or false, got " + kind());
        }
        return node.booleanValue();
    }

    double number() {
        if (!node.isNumber()) {
            throw refusal("must be a number, got " + kind());
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw refusal("must be finite, got " + kind());
        }
        return value;
    }

    int count() {
        if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
            throw refusal("must be a whole number, got " + kind());
        }
        return node.intValue();
    }

    /** A count of 1 or more. */
    int positiveCount() {
        int count = count();
        if (count < 1) {
            throw refusal("must be 1 or more, got " + count);
        }
        return count;
    }

    /** The numbers of an array. */
    double[] numbers() {
        return elements().stream().mapToDouble(Entry::number).toArray();
    }

    /** A number, or arrays of numbers nested to any depth, rows of one length. */
    Tensor tensor() {
        Shape shape = shape();
        return Tensor.of(shape, values(shape, 0, Entry::number).toArray());
    }

    /** The tensor as by {@link #tensor}, NaN where there is null in place of a number. */
    Tensor tensorWithGaps() {
        Shape shape = shape();
        return Tensor.of(
                shape,
                values(shape, 0, entry -> entry.node.isNull() ? Double.NaN : entry.number())
                        .toArray());
    }

    private Shape shape() {
        List<Integer> dims = new ArrayList<>();
        for (JsonNode part = node; part.isArray(); part = part.get(0)) {
            dims.add(part.size());
            if (part.isEmpty()) {
                throw refusal("must hold numbers, got an empty array");
            }
        }
        return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    }

    private DoubleStream values(Shape shape, int axis, ToDoubleFunction<Entry> number) {
        if (axis == shape.rank()) {
            return DoubleStream.of(number.applyAsDouble(this));
        }
        List<Entry> elements = elements();
        if (elements.size() != shape.dim(axis)) {
            throw refusal("must have " + shape.dim(axis) + " elements like its neighbours, got " + elements.size());
        }
        return elements.stream().flatMapToDouble(element -> element.values(shape, axis + 1, number));
    }

    /** The tensor as by {@link #tensor}, of this shape. */
    Tensor tensor(Shape shape) {
        Tensor tensor = tensor();
        if (!tensor.shape().equals(shape)) {
            throw refusal("must have shape " + shape + ", got " + tensor.shape());
        }
        return tensor;
    }

    /** The tensors of a structure, in order: one for arrays of numbers; W and b of each layer for a list of layers. */
    List<Tensor> leaves() {
        boolean layers = node.isArray() && !node.isEmpty() && node.get(0).isObject();
        if (!layers) {
            return List.of(tensor());
        }
        return elements().stream()
                .flatMap(layer -> Arrays.asList("W", "b").stream()
                        .map(name -> layer.field(name).tensor()))
                .toList();
    }

    GoldenDataException refusal(String why) {
        return new GoldenDataException(place + " " + why);
    }

    private String kind() {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
