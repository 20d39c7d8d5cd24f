package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

class TreeTest {
    private enum Kind {
        SMALL,
        LARGE
    }

    private record Layer(Tensor weight, Tensor bias) {}

    private record Network(
            String name,
            List<Layer> layers,
            Map<String, Tensor> extra,
            Tensor[] steps,
            Kind kind,
            int[] widths,
            Object none) {}

    private record Positive(Tensor value) {
        private Positive {
            if (value.size() != 1) {
                throw new IllegalArgumentException("one number, not " + value.type());
            }
        }
    }

    private record Unreadable(Tensor value) {
        @Override
        public Tensor value() {
            throw new IllegalStateException("closed");
        }
    }

    private static Layer layer(double value) {
        return new Layer(Tensor.of(value, value), Tensor.scalar(value));
    }

    private static Network network(double value) {
        Map<String, Tensor> extra = new LinkedHashMap<>();
        extra.put("zeta", Tensor.scalar(value));
        extra.put("alpha", Tensor.scalar(value + 1));
        Tensor[] steps = {Tensor.scalar(value + 2), Tensor.scalar(value + 3)};
        return new Network(
                "net", List.of(layer(value), layer(value + 1)), extra, steps, Kind.LARGE, new int[] {2, 3}, null);
    }

    @Test
    void pathsNameEveryLeafInOrder() {
        assertEquals(
                List.of(
                        "layers[0].weight",
                        "layers[0].bias",
                        "layers[1].weight",
                        "layers[1].bias",
                        "extra[zeta]",
                        "extra[alpha]",
                        "steps[0]",
                        "steps[1]"),
                Tree.flatten(network(1)).structure().paths());
    }

    @Test
    void aTensorIsATree() {
        Tensor x = Tensor.of(1, 2);
        Tree.Flat<Tensor> flat = Tree.flatten(x);
        assertEquals(List.of("root"), flat.structure().paths());
        assertSame(x, flat.structure().unflatten(flat.leaves()));
    }

    @Test
    void aTreeComesBackAsItWas() {
        Network tree = network(1);
        Tree.Flat<Network> flat = Tree.flatten(tree);
        Network back = flat.structure().unflatten(flat.leaves());
        assertEquals(tree.name(), back.name());
        assertEquals(tree.layers(), back.layers());
        assertEquals(
                new ArrayList<>(tree.extra().entrySet()),
                new ArrayList<>(back.extra().entrySet()));
        assertArrayEquals(tree.steps(), back.steps());
        assertEquals(Kind.LARGE, back.kind());
        assertArrayEquals(tree.widths(), back.widths());
        assertEquals(flat.structure(), Tree.flatten(back).structure());
        assertEquals(flat.structure().hashCode(), Tree.flatten(back).structure().hashCode());
    }

    @Test
    void collectionsKeepTheirKind() {
        List<Tensor> growing = Tree.map(Tensor::negate, new ArrayList<>(List.of(Tensor.scalar(1))));
        growing.add(Tensor.scalar(2));
        assertEquals(2, growing.size());
        Map<String, Tensor> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(Map.of("a", Tensor.scalar(1), "b", Tensor.scalar(2)));
        Map<String, Tensor> mapped = Tree.map(Tensor::negate, reversed);
        mapped.put("c", Tensor.scalar(3));
        assertEquals(
                List.of("c", "b", "a"),
                new ArrayList<>(assertInstanceOf(TreeMap.class, mapped).keySet()));
        List<Tensor> withNull = Tree.map(Tensor::negate, Arrays.asList(null, Tensor.scalar(1)));
        assertEquals(-1, withNull.get(1).item());
    }

    @Test
    void primitiveArraysAreCopiedBecauseTheyCanChange() {
        Network tree = network(1);
        Tree.Flat<Network> flat = Tree.flatten(tree);
        tree.widths()[0] = 99;
        Network back = flat.structure().unflatten(flat.leaves());
        assertArrayEquals(new int[] {2, 3}, back.widths());
        assertNotSame(back.widths(), flat.structure().unflatten(flat.leaves()).widths());
        assertNotEquals(flat.structure(), Tree.flatten(tree).structure());
    }

    @Test
    void structuresAreEqualIfNestingAndStaticPartsAre() {
        UnaryOperator<Tensor> function = Tensor::tanh;
        assertEquals(
                Tree.flatten(List.of(layer(1), function)).structure(),
                Tree.flatten(List.of(layer(2), function)).structure());
        assertEquals(
                Tree.flatten(List.of(layer(1))).structure(),
                Tree.flatten(new ArrayList<>(List.of(layer(1)))).structure());
        assertNotEquals(
                Tree.flatten(List.of(layer(1), 3)).structure(),
                Tree.flatten(List.of(layer(1), 4)).structure());
        assertNotEquals(
                Tree.flatten(List.of(layer(1))).structure(),
                Tree.flatten(List.of(layer(1), layer(2))).structure());
        assertNotEquals(
                Tree.flatten(Map.of("a", layer(1))).structure(),
                Tree.flatten(Map.of("b", layer(1))).structure());
        assertNotEquals(
                Tree.flatten(new Tensor[] {Tensor.scalar(1)}).structure(),
                Tree.flatten(List.of(Tensor.scalar(1))).structure());
    }

    @Test
    void twoTreesAreMappedLeafByLeaf() {
        Network sum = Tree.map(Tensor::plus, network(1), network(10));
        assertNumbers(sum.layers().get(1).weight(), 0, 13, 13);
        assertNumbers(sum.steps()[1], 0, 17);
        assertEquals("net", sum.name());
    }

    @Test
    void threeAndMoreTreesAreMappedLeafByLeaf() {
        Network three =
                Tree.map((a, b, c) -> a.times(100).plus(b.times(10)).plus(c), network(1), network(2), network(3));
        assertNumbers(
                three.steps()[1],
                0,
                100 * network(1).steps()[1].item()
                        + 10 * network(2).steps()[1].item()
                        + network(3).steps()[1].item());
        List<Network> all = List.of(network(1), network(2), network(3), network(6));
        Network mean = Tree.mapAll(leaves -> Tensor.stack(0, leaves).mean(0), all);
        assertNumbers(mean.steps()[1], 1e-15, network(3).steps()[1].item());
        assertEquals("net", mean.name());
        assertNumbers(Tree.mapAll(leaves -> leaves.get(0).negate(), List.of(Tensor.of(1, 2))), 0, -1, -2);
    }

    @Test
    void ofManyTreesTheOneThatDiffersIsNamed() {
        Layer layer = layer(1);
        List<Object> trees = List.of(layer, layer, layer.weight());
        assertEquals(
                "tree 2 of 3 has another structure at root: expected Layer(weight=*, bias=*), got *",
                assertThrows(IllegalArgumentException.class, () -> Tree.mapAll(leaves -> leaves.get(0), trees))
                        .getMessage());
        assertEquals(
                "the third tree has another structure at root: expected Layer(weight=*, bias=*), got *",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tree.<Object>map((a, b, c) -> a, layer, layer, layer.weight()))
                        .getMessage());
        assertEquals(
                "mapAll needs at least one tree, got none",
                assertThrows(IllegalArgumentException.class, () -> Tree.mapAll(leaves -> leaves.get(0), List.of()))
                        .getMessage());
    }

    @Test
    void mapsAreMatchedByTheirKeys() {
        Map<String, List<Tensor>> rising = new LinkedHashMap<>();
        rising.put("a", List.of(Tensor.scalar(1)));
        rising.put("b", List.of(Tensor.scalar(2), Tensor.scalar(3)));
        Map<String, List<Tensor>> falling = new LinkedHashMap<>();
        falling.put("b", List.of(Tensor.scalar(20), Tensor.scalar(30)));
        falling.put("a", List.of(Tensor.scalar(10)));
        Map<String, List<Tensor>> sum = Tree.map(Tensor::plus, rising, falling);
        assertEquals(List.of("a", "b"), new ArrayList<>(sum.keySet()));
        assertEquals(11, sum.get("a").get(0).item());
        assertEquals(33, sum.get("b").get(1).item());
        assertEquals(
                List.of("[b][0]", "[b][1]", "[a][0]"),
                Tree.flatten(falling).structure().paths());
    }

    /** Of a map without an order of its own, the JVM's depends on its size, its history, and chance. */
    @Test
    void keysWithoutAnOrderAreSorted() {
        Map<Object, Tensor> map = new HashMap<>();
        for (Object key : List.of(12, "z", Kind.LARGE, 3, "a", List.of(2), Kind.SMALL, List.of(1))) {
            map.put(key, Tensor.scalar(1));
        }
        List<String> paths = Tree.flatten(map).structure().paths();
        assertEquals(8, paths.size());
        assertTrue(paths.indexOf("[3]") < paths.indexOf("[12]"), paths.toString());
        assertTrue(paths.indexOf("[a]") < paths.indexOf("[z]"), paths.toString());
        assertTrue(paths.indexOf("[SMALL]") < paths.indexOf("[LARGE]"), paths.toString());
        assertTrue(paths.indexOf("[[1]]") < paths.indexOf("[[2]]"), paths.toString());
        Map<Object, Tensor> grown = new HashMap<>(4096);
        grown.putAll(map);
        assertEquals(paths, Tree.flatten(grown).structure().paths());
    }

    @Test
    void treesOfDifferentStructureAreRefusedWithThePlace() {
        Network two = network(1);
        Network one = new Network("net", List.of(layer(1)), two.extra(), two.steps(), Kind.LARGE, two.widths(), null);
        Network small = new Network("net", two.layers(), two.extra(), two.steps(), Kind.SMALL, two.widths(), null);
        assertEquals(
                "the second tree has another structure at kind: expected LARGE, got SMALL",
                assertThrows(IllegalArgumentException.class, () -> Tree.map(Tensor::plus, two, small))
                        .getMessage());
        assertEquals(
                "the second tree has another structure at layers: expected list([0]=Layer(weight=*, bias=*), [1]=Layer(weight=*, bias=*)),"
                        + " got list([0]=Layer(weight=*, bias=*))",
                assertThrows(IllegalArgumentException.class, () -> Tree.map(Tensor::plus, two, one))
                        .getMessage());
        assertEquals(
                "the second tree has another structure at [0]: expected a tensor, got 7",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tree.<List<Object>>map(Tensor::plus, List.of(Tensor.scalar(1)), List.of(7)))
                        .getMessage());
    }

    @Test
    void aWrongNumberOfLeavesIsRefused() {
        Tree.Structure<Layer> structure = Tree.flatten(layer(1)).structure();
        assertEquals(
                "a tree of 2 tensors cannot be made of 1: Layer(weight=*, bias=*)",
                assertThrows(IllegalArgumentException.class, () -> structure.unflatten(List.of(Tensor.scalar(1))))
                        .getMessage());
        assertEquals(
                "no tensor was given for bias",
                assertThrows(
                                NullPointerException.class,
                                () -> structure.unflatten(Arrays.asList(Tensor.scalar(1), null)))
                        .getMessage());
    }

    @Test
    void whatRecordsThrowComesWithTheirPath() {
        Tree.Flat<List<Positive>> flat =
                Tree.flatten(List.of(new Positive(Tensor.scalar(1)), new Positive(Tensor.scalar(2))));
        assertEquals(
                "making the record Positive at [1] failed: one number, not f64[3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> flat.structure().unflatten(List.of(Tensor.scalar(1), Tensor.of(1, 2, 3))))
                        .getMessage());
        assertEquals(
                "reading value of the record Unreadable at [0] failed: closed",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tree.flatten(List.of(new Unreadable(Tensor.scalar(1)))))
                        .getMessage());
    }

    @Test
    void aComponentThatTreesDoNotMakeIsNamed() {
        record Stacked(int depth, LinkedList<Tensor> layers) {}
        Stacked stacked = new Stacked(1, new LinkedList<>(List.of(Tensor.scalar(1))));
        assertEquals(
                "the component layers of the record Stacked at [0] is a LinkedList, which a tree does not make; declare it as List, Map or SortedMap",
                assertThrows(IllegalArgumentException.class, () -> Tree.map(Tensor::negate, List.of(stacked)))
                        .getMessage());
    }

    @Test
    void whatWouldHideTensorsIsRefused() {
        String rest =
                " holds tensors, but trees are made of records, lists, maps and arrays; use a list, or null for what is missing";
        Map<String, Object> set = Map.of("weights", new HashSet<>(List.of(Tensor.scalar(1))));
        assertEquals(
                "HashSet at [weights]" + rest,
                assertThrows(IllegalArgumentException.class, () -> Tree.flatten(set))
                        .getMessage());
        assertEquals(
                "Optional at [0]" + rest,
                assertThrows(IllegalArgumentException.class, () -> Tree.flatten(List.of(Optional.of(Tensor.scalar(1)))))
                        .getMessage());
        assertEquals(
                0,
                Tree.flatten(List.of(new HashSet<>(List.of(1, 2)), Optional.of("static")))
                        .leaves()
                        .size());
    }
}
