package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.plot.Curve;
import org.palinode.examples.plot.LogPlot;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LogPlotTest {
    @TempDir
    Path folder;

    private NodeList elements(String file, String name) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(file).toFile())
                .getElementsByTagName(name);
    }

    /** Decades are equally far apart: three powers of ten over two decades, and a slope of −1. */
    @Test
    void aPowerLawIsAStraightLine() throws Exception {
        Curve line = new Curve("a < b & c", new double[] {10, 100, 1000}, new double[] {1e-2, 1e-3, 1e-4});
        Curve none = new Curve("none", new double[0], new double[0]);
        LogPlot.save(folder.resolve("plot.png"), new LogPlot("title", "n", "error", List.of(none, line)));
        assertTrue(ImageIO.read(folder.resolve("plot.png").toFile()).getWidth() > 1_000);
        NodeList lines = elements("plot.svg", "polyline");
        assertEquals(1, lines.getLength(), "a curve without points is left out");
        String[] points = ((Element) lines.item(0)).getAttribute("points").split(" ");
        double[] x = new double[3];
        double[] y = new double[3];
        for (int i = 0; i < 3; i++) {
            x[i] = Double.parseDouble(points[i].split(",")[0]);
            y[i] = Double.parseDouble(points[i].split(",")[1]);
        }
        assertEquals(x[1] - x[0], x[2] - x[1], 0.02); // written to hundredths
        assertEquals(y[1] - y[0], y[2] - y[1], 0.02);
        assertTrue(x[1] > x[0] && y[1] > y[0], "to the right and down");
        NodeList texts = elements("plot.svg", "text");
        boolean named = false;
        for (int i = 0; i < texts.getLength(); i++) {
            named |= texts.item(i).getTextContent().equals("a < b & c");
        }
        assertTrue(named, "what XML reads otherwise is escaped");
    }

    @Test
    void plotsWithoutPointsAndOfOnePointAreDrawnToo() throws IOException {
        Curve none = new Curve("none", new double[0], new double[0]);
        Curve one = new Curve("one", new double[] {1}, new double[] {1});
        LogPlot empty = new LogPlot("empty", "n", "error", List.of(none));
        LogPlot.save(folder.resolve("two.png"), empty, new LogPlot("one", "n", "error", List.of(one)));
        assertTrue(ImageIO.read(folder.resolve("two.png").toFile()).getWidth() > 1_000);
    }
}
