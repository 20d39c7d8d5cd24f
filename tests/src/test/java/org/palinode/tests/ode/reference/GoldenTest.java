package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.examples.conform.Conformance;
import org.palinode.examples.conform.GoldenFolder;
import org.palinode.examples.conform.Mismatch;

@Tag("thorough")
class GoldenTest {
    @Test
    void everyReferenceFigureIsMet() throws Exception {
        List<Mismatch> mismatches = new ArrayList<>();
        Conformance.Result result = Conformance.check(GoldenFolder.read(folder()), mismatches::addAll);
        assertEquals(List.of(), mismatches);
        assertEquals(0, result.failed());
        assertTrue(result.passed() >= 626, result.toString()); // so that no row is passed over by mistake
    }

    private static String folder() throws URISyntaxException {
        return Path.of(GoldenTest.class.getResource("/golden/problems.json").toURI())
                .getParent()
                .toString();
    }
}
