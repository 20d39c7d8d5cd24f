package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

class TreeListTest {
    record Rates(Tensor birth, String unit, Tensor[] deaths) {}

    record Failing(Tensor inside) {
        @Override
        public Tensor inside() {
            throw new IllegalStateException("read too early");
        }
    }

    private static String html(Object tree) {
        return TreeList.html(tree).orElseThrow();
    }

    @Test
    void aRecordIsAListOfItsComponents() {
        assertEquals(
                "<details open><summary><small>Rates</small></summary><ul>"
                        + "<li><strong>birth</strong> <small>f64[]</small> 1.500000</li>"
                        + "<li>unit = 1/year</li>"
                        + "<li><details open><summary><strong>deaths</strong> <small>array of 1</small></summary><ul>"
                        + "<li><strong>[0]</strong> <small>f64[2]</small> [1, 3]</li></ul></details></li>"
                        + "</ul></details>",
                html(new Rates(Tensor.scalar(1.5), "1/year", new Tensor[] {Tensor.of(1, 3)})));
    }

    @Test
    void aNetworkShowsItsLayersAndFoldsItsMatrices() {
        String html = html(Mlp.random(RandomKey.of(1), Activation.TANH, 2, 16, 2));
        assertTrue(html.contains("<strong>layers</strong> <small>list of 2</small>"), html);
        assertTrue(
                html.contains("<details><summary><strong>weight</strong> <small>f64[2, 16]</small></summary><table"),
                html);
    }

    @Test
    void keysAreInTheOrderOfTheTree() {
        Map<String, Tensor> unordered = Map.of("b", Tensor.scalar(1), "a", Tensor.scalar(2), "c", Tensor.scalar(3));
        String html = html(unordered);
        assertTrue(html.indexOf("[a]") < html.indexOf("[b]") && html.indexOf("[b]") < html.indexOf("[c]"), html);
    }

    @Test
    void textIsEscaped() {
        String html = html(Map.of("<b>\"'&", Tensor.scalar(1), "note", "<script>alert(1)</script>"));
        assertTrue(html.contains("[&lt;b&gt;&quot;&#39;&amp;]"), html);
        assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), html);
    }

    @Test
    void longListsAreShortened() {
        String html = html(IntStream.range(0, 1000).mapToObj(Tensor::scalar).toList());
        assertTrue(html.contains("list of 1000") && html.contains("[999]") && !html.contains("[500]"), html);
    }

    @Test
    void whatHoldsNoTensorsIsLeftToItsText() {
        assertEquals(Optional.empty(), TreeList.html(List.of(1, 2)));
        assertEquals(Optional.empty(), TreeList.html(Map.of()));
        assertEquals(Optional.empty(), TreeList.html(Set.of(Tensor.scalar(1))));
    }

    @Test
    void aRecordThatCannotBeReadIsLeftToItsText() {
        assertEquals(Optional.empty(), TreeList.html(new Failing(Tensor.scalar(1))));
    }
}
