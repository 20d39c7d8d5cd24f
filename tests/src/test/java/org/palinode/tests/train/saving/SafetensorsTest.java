package org.palinode.tests.train.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.saving.Safetensors;
import org.palinode.train.saving.WholeFile;

class SafetensorsTest {
    private static final Path WRITTEN_BY_PYTHON = Path.of("src/test/resources/safetensors");

    @TempDir
    Path folder;

    record Model(Mlp field, List<Tensor> scales, Map<String, Tensor> named, String text) {}

    private static Model model(int seed) {
        RandomKey key = RandomKey.of(seed);
        return new Model(
                Mlp.random(key, Tensor::tanh, 3, 9, 2),
                List.of(Tensor.scalar(seed + 0.1), key.normal(TensorType.float32(7, 1)), Tensor.zeros(0, 3)),
                Map.of(
                        "b",
                        key.normal(20_011),
                        "a",
                        Tensor.of(Double.NaN, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY)),
                "static");
    }

    private static List<String> bits(Object tree) {
        List<String> all = new ArrayList<>();
        for (Tensor leaf : Tree.flatten(tree).leaves()) {
            StringBuilder text = new StringBuilder(leaf.type().toString());
            for (double number : leaf.toArray()) {
                text.append(' ').append(Long.toHexString(Double.doubleToRawLongBits(number)));
            }
            all.add(text.toString());
        }
        return all;
    }

    /** 20,011 numbers are more than one chunk of the file. */
    @Test
    void aTreeComesBackToTheBitWithItsMetadata() throws IOException {
        Path file = folder.resolve("new/model.safetensors");
        Safetensors.of(model(1)).with("loss", "0.25").with("ä\n\"", "").write(file);
        Safetensors read = Safetensors.read(file);
        assertEquals(Map.of("loss", "0.25", "ä\n\"", ""), read.metadata());
        assertTrue(
                read.tensors().containsKey("field.layers[0].weight"),
                read.tensors().keySet().toString());
        assertTrue(
                read.tensors().containsKey("named[a]"), read.tensors().keySet().toString());
        assertEquals(bits(model(1)), bits(read.into(model(2))));
        assertEquals("static", read.into(model(2)).text());
    }

    @Test
    void aTreeThatIsATensorIsNamedRoot() throws IOException {
        Path file = folder.resolve("root.safetensors");
        Safetensors.of(Tensor.of(1, 2)).write(file);
        assertArrayEquals(
                new double[] {1, 2},
                Safetensors.read(file).tensors().get("root").toArray());
    }

    /** Python's library lists as {@code types.json} what it wrote. */
    @Test
    void allTypesOfPythonAreReadExactly() throws IOException {
        Safetensors read = Safetensors.read(WRITTEN_BY_PYTHON.resolve("types.safetensors"));
        JsonNode expected = new ObjectMapper()
                .readTree(WRITTEN_BY_PYTHON.resolve("types.json").toFile());
        assertEquals(15, expected.size());
        for (Map.Entry<String, JsonNode> type : expected.properties()) {
            Tensor tensor = read.tensors().get(type.getKey());
            boolean narrow = type.getKey().contains("F8")
                    || type.getKey().endsWith("F16")
                    || type.getKey().equals("F32");
            assertEquals(narrow ? DType.FLOAT32 : DType.FLOAT64, tensor.dtype(), type.getKey());
            List<String> here = new ArrayList<>(), there = new ArrayList<>();
            for (int i = 0; i < tensor.size(); i++) {
                here.add(Double.toString(tensor.toArray()[i]));
                String text = type.getValue().get(i).textValue();
                there.add(Double.toString(
                        Double.parseDouble(text.replace("nan", "NaN").replace("inf", "Infinity"))));
            }
            assertEquals(there, here, type.getKey());
            assertEquals(type.getValue().size(), tensor.size());
        }
        assertEquals(Map.of("made by", "Python", "umlaut", "ä\n\"quoted\""), read.metadata());
    }

    record Layer(Tensor weight, Tensor bias) {}

    record Network(List<Layer> layers, Tensor scale, Tensor none) {}

    @Test
    void namesOfPythonAreMadeThoseOfATree() throws IOException {
        Safetensors read = Safetensors.read(WRITTEN_BY_PYTHON.resolve("shapes.safetensors"));
        Tensor zero = Tensor.full(TensorType.float32(), 0);
        Network like = new Network(
                List.of(new Layer(Tensor.full(TensorType.float32(2, 3), 0), Tensor.full(TensorType.float32(3), 0))),
                zero,
                Tensor.full(TensorType.float32(0, 4), 0));
        Network network =
                read.renamed(name -> name.replaceAll("\\.(\\d+)\\.", "[$1].")).into(like);
        assertArrayEquals(
                new double[] {0, 1, 2, 3, 4, 5},
                network.layers().get(0).weight().toArray());
        assertArrayEquals(
                new double[] {0.5, -0.5, 0.25}, network.layers().get(0).bias().toArray());
        assertEquals(2, network.scale().item());
    }

    @Test
    void whatDoesNotFitATreeIsListed() {
        Map<String, Tensor> saved = new LinkedHashMap<>();
        saved.put("weight", Tensor.zeros(2, 4));
        saved.put("biass", Tensor.full(TensorType.float32(3), 0));
        var failure = assertThrows(
                IllegalArgumentException.class,
                () -> new Safetensors(saved, Map.of()).into(new Layer(Tensor.zeros(2, 3), Tensor.zeros(3))));
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "the saved tensors are not those of the tree: weight is f64[2, 4] and should be f64[2, 3],"
                                        + " bias is missing, biass is left over; build the tree with the sizes"),
                failure.getMessage());
        saved.remove("biass");
        saved.put("weight", Tensor.zeros(2, 3));
        saved.put("bias", Tensor.full(TensorType.float32(3), 0));
        var type = assertThrows(
                IllegalArgumentException.class,
                () -> new Safetensors(saved, Map.of()).into(new Layer(Tensor.zeros(2, 3), Tensor.zeros(3))));
        assertTrue(type.getMessage().contains(": bias is f32[3] and should be f64[3];"), type.getMessage());
    }

    @Test
    void ofManyThatDoNotFitTheFirstAreListed() {
        List<Tensor> deep = IntStream.range(0, 500).mapToObj(Tensor::scalar).toList();
        var failure =
                assertThrows(IllegalArgumentException.class, () -> new Safetensors(Map.of(), Map.of()).into(deep));
        assertTrue(failure.getMessage().contains("[7] is missing, and 492 more; build"), failure.getMessage());
    }

    @Test
    void namesThatWouldBeOneAreRefused() {
        Map<Object, Tensor> twice = new LinkedHashMap<>();
        twice.put(1, Tensor.scalar(1));
        twice.put("1", Tensor.scalar(2));
        refused("two tensors of the tree are named [1]", () -> Safetensors.of(twice));
        Safetensors two = Safetensors.of(List.of(Tensor.scalar(1), Tensor.scalar(2)));
        refused("two tensors would be named x, one of them was [1]", () -> two.renamed(name -> "x"));
        refused("metadata that begin with palinode. are kept", () -> two.with("palinode.sha256", ""));
        refused(
                "a tensor cannot be named __metadata__",
                () -> two.renamed(name -> name.equals("[0]") ? "__metadata__" : name));
    }

    @Test
    void whatAReaderCouldNotReadIsNotWritten() {
        Tensor one = Tensor.scalar(1);
        Map<String, Tensor> none = new HashMap<>();
        none.put("weight", null);
        Map<String, String> silent = new HashMap<>();
        silent.put("note", null);
        missing("a tensor of a file is null: weight", () -> new Safetensors(none, Map.of()));
        missing("a text of a file is null: note", () -> new Safetensors(Map.of("weight", one), silent));
        missing("a tensor has a name, got null", () -> Safetensors.of(one).renamed(name -> null));
        String half = "\ud800";
        refused("names and texts are written as UTF-8", () -> new Safetensors(Map.of(half, one), Map.of()));
        refused(
                "names and texts are written as UTF-8",
                () -> Safetensors.of(one).with("note", half));
    }

    @Test
    @Tag("thorough") // makes 100 MB of text
    void aHeaderThatNoLibraryReadsIsNotWritten() {
        Safetensors large = Safetensors.of(Tensor.scalar(1)).with("note", "x".repeat(100_000_000));
        refused("names, shapes and metadata of a file take ", () -> write(large));
    }

    private void write(Safetensors tensors) {
        try {
            tensors.write(folder.resolve("a.safetensors"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void missing(String message, Runnable action) {
        assertEquals(
                message, assertThrows(NullPointerException.class, action::run).getMessage());
    }

    private static void refused(String beginning, Runnable action) {
        var failure = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(failure.getMessage().startsWith(beginning), failure.getMessage());
    }

    /** Another file is still there when a write fails. A folder of that name stands for whatever keeps a file from being written. */
    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.of(Tensor.of(1)).write(file);
        Files.createDirectories(folder.resolve("a.safetensors.next").resolve("in the way"));
        var failure = assertThrows(
                IOException.class, () -> Safetensors.of(Tensor.of(2)).write(file));
        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
        assertEquals(1, Safetensors.read(file).tensors().get("root").toArray()[0]);
    }

    /** Whether by an exception of its own or for want of memory. */
    @Test
    void halfAFileDoesNotStay() throws IOException {
        Path file = folder.resolve("half");
        for (Throwable failure : List.of(new IllegalStateException(), new IOException("no"), new OutOfMemoryError())) {
            assertThrows(
                    failure.getClass(),
                    () -> WholeFile.write(file, out -> {
                        out.write(new byte[100_000]);
                        sneak(failure);
                    }));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static void sneak(Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** Such a file would be read into any tree, which stayed as it was. */
    @Test
    void whatHasNoTensorsIsNotSaved() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Safetensors.of(new Object() {
                    final Tensor weight = Tensor.of(1);
                }));
        assertTrue(refusal.getMessage().startsWith("there are no tensors to save in "), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Safetensors.of(List.of()));
    }
}
