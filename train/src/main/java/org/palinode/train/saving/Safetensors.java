package org.palinode.train.saving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Named tensors with metadata, and their file in the format safetensors. Python's library of that name reads what {@link #write} writes, and
 * {@link #read} reads its files: floats of 8 to 64 bits, integers, truth values. A tree's tensors have their paths as names, such as
 * {@code layers[0].weight}.
 *
 * <p>A file of ours has a version and a SHA-256 of names, types, numbers and metadata, both under {@code palinode.} in its metadata. They are
 * checked when it is read, and are not among {@link #metadata}. Files of other programs have none, and are read without that check.
 *
 * <p>Format: 8 bytes with the length of the header, little-endian; the header, JSON with type, shape and place of each tensor; the numbers.
 *
 * @param tensors by name, in the order of the tree or of the file
 * @param metadata names and texts
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    /** The number of tensors that a refusal names. */
    private static final int MOST_SHOWN = 8;

    /**
     * Copies of the two maps.
     *
     * @throws IllegalArgumentException if a name of the metadata begins with {@code palinode.}, or a tensor is named as the metadata are, or
     *     a name or text has half a character
     */
    public Safetensors {
        Objects.requireNonNull(tensors, "a file needs tensors, got null");
        Objects.requireNonNull(metadata, "a file needs metadata, got null; Map.of() for none");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors.forEach((name, tensor) -> requireWritable("a tensor", name, tensor));
        metadata.forEach((name, text) -> requireWritable("a text", name, text));
        metadata.values().forEach(Safetensors::requireWhole);
        for (String name : metadata.keySet()) {
            if (name.startsWith(SafetensorsFile.RESERVED)) {
                throw new IllegalArgumentException("metadata that begin with " + SafetensorsFile.RESERVED
                        + " are kept for the file's own, got " + name + "; take another name");
            }
        }
        if (tensors.containsKey(Header.METADATA)) {
            throw new IllegalArgumentException(
                    "a tensor cannot be named " + Header.METADATA + "; rename the part of the tree");
        }
    }

    private static void requireWritable(String what, String name, Object value) {
        Objects.requireNonNull(name, what + " has a name, got null");
        Objects.requireNonNull(value, what + " of a file is null: " + name);
        requireWhole(name);
    }

    /** Refuses half of a pair of surrogates, of which UTF-8 makes a question mark. */
    private static void requireWhole(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    "names and texts are written as UTF-8, which '" + text + "' is not: it has half a character");
        }
    }

    /**
     * The tensors of a tree, named by their paths, without metadata.
     *
     * @throws IllegalArgumentException if there are none, as in an object that is no record, list or map; or two have the same name, as under
     *     the keys 1 and "1" of a map
     */
    public static Safetensors of(Object tree) {
        Tree.Flat<Object> flat = Tree.flatten(tree);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> names = flat.structure().paths();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("there are no tensors to save in " + flat.structure()
                    + "; parameters are a tensor, or a record, list or map with tensors in it");
        }
        for (int i = 0; i < names.size(); i++) {
            if (tensors.put(names.get(i), flat.leaves().get(i)) != null) {
                throw new IllegalArgumentException(
                        "two tensors of the tree are named " + names.get(i) + "; use keys that differ as texts");
            }
        }
        return new Safetensors(tensors, Map.of());
    }

    /** The same with one more metadata. */
    public Safetensors with(String name, String text) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(name, Objects.requireNonNull(text, "metadata are texts, got null"));
        return new Safetensors(tensors, more);
    }

    /**
     * The same tensors under other names, as where a file of another program calls {@code layers.0.weight} what a tree calls
     * {@code layers[0].weight}.
     *
     * @throws IllegalArgumentException if two get the same name
     */
    public Safetensors renamed(UnaryOperator<String> rule) {
        Map<String, Tensor> other = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (other.put(rule.apply(name), tensor) != null) {
                throw new IllegalArgumentException(
                        "two tensors would be named " + rule.apply(name) + ", one of them was " + name);
            }
        });
        return new Safetensors(other, metadata);
    }

    /**
     * The tree that is built like {@code like}, with these tensors in place of its own.
     *
     * @throws IllegalArgumentException if a tensor is missing, left over, or has another type or shape than that in {@code like}; lists the first
     */
    public <P> P into(P like) {
        Tree.Flat<P> flat = Tree.flatten(like);
        List<String> names = flat.structure().paths();
        List<String> wrong = new ArrayList<>();
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Tensor saved = tensors.get(names.get(i));
            Tensor wanted = flat.leaves().get(i);
            if (saved == null) {
                wrong.add(names.get(i) + " is missing");
            } else if (!saved.type().equals(wanted.type())) {
                wrong.add(names.get(i) + " is " + saved.type() + " and should be " + wanted.type());
            }
            leaves.add(saved);
        }
        TreeSet<String> leftOver = new TreeSet<>(tensors.keySet());
        names.forEach(leftOver::remove);
        leftOver.forEach(name -> wrong.add(name + " is left over"));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "the saved tensors are not those of the tree: " + first(wrong)
                            + "; build the tree with the sizes and the type of number that were saved, or change the file's by renamed and Tensor.cast");
        }
        return flat.structure().unflatten(leaves);
    }

    private static String first(List<String> parts) {
        int shown = Math.min(parts.size(), MOST_SHOWN);
        String rest = shown == parts.size() ? "" : ", and " + (parts.size() - shown) + " more";
        return String.join(", ", parts.subList(0, shown)) + rest;
    }

    /**
     * Writes a file, whole or not at all ({@link WholeFile}).
     *
     * @throws IOException that names the file; the file is then what it was before
     */
    public void write(Path file) throws IOException {
        write(file, name -> NumberFormat.of(tensors.get(name).dtype()));
    }

    /**
     * Writes a file with formats of one's own, such as {@code name -> NumberFormat.BF16} for a copy of a quarter of the size. Floats are
     * rounded to the nearest.
     *
     * @param formats by the name of the tensor
     * @throws IllegalArgumentException if a number is beyond those of its format, or no integer where they are
     * @throws IOException as {@link #write(Path)}
     */
    public void write(Path file, Function<String, NumberFormat> formats) throws IOException {
        Objects.requireNonNull(formats, "a file needs a format for each name, got null");
        SafetensorsFile.write(file, tensors, metadata, formats);
    }

    /**
     * Reads a file.
     *
     * @throws MalformedFileException if it is cut short, damaged, or not in this format
     * @throws IOException if it cannot be read
     */
    public static Safetensors read(Path file) throws IOException {
        return SafetensorsFile.read(file, Safetensors::new);
    }
}
