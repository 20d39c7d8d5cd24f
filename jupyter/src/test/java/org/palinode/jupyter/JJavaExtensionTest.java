package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.plot.Plots;

class JJavaExtensionTest {
    private static Renderer renderer() {
        Renderer renderer = new Renderer();
        JJavaExtension.registerAll(renderer);
        return renderer;
    }

    @Test
    void theKernelFindsTheExtension() {
        assertTrue(
                ServiceLoader.load(Extension.class).stream().anyMatch(found -> found.type() == JJavaExtension.class));
    }

    @Test
    void aTensorIsShownAsATableWithItsTextBeside() {
        DisplayData data = renderer().render(Tensor.of(1, 2));
        assertTrue(data.getData(MIMEType.TEXT_HTML).toString().contains("f64[2]</caption>"));
        assertEquals("[1, 2]  f64[2]", data.getData(MIMEType.TEXT_PLAIN));
    }

    @Test
    void onRequestATensorIsText() {
        DisplayData data = renderer().renderAs(Tensor.of(1, 2), "text/plain");
        assertFalse(data.hasDataForType(MIMEType.TEXT_HTML));
        assertEquals("[1, 2]  f64[2]", data.getData(MIMEType.TEXT_PLAIN));
    }

    @Test
    void aListOfNumbersIsLeftToTheKernel() {
        DisplayData data = renderer().render(List.of(1, 2));
        assertFalse(data.hasDataForType(MIMEType.TEXT_HTML));
        assertEquals("[1, 2]", data.getData(MIMEType.TEXT_PLAIN));
    }

    @Test
    void aChartIsAPictureAndItsNames() {
        DisplayData data = renderer().render(Plots.line(new double[] {0, 1}, Tensor.of(1, 2), "prey"));
        assertTrue(data.getData(MIMEType.IMAGE_PNG).toString().startsWith("iVBORw0KGgo")); // the first bytes of a PNG
        assertEquals("chart of prey", data.getData(MIMEType.TEXT_PLAIN));
    }
}
