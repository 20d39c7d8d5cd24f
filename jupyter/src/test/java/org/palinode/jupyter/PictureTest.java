package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.PieChart;
import org.knowm.xchart.XYChart;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.plot.Plots;

class PictureTest {
    @Test
    void aChartForDenseScreensTakesHalfItsPixels() throws IOException {
        XYChart chart = Plots.line(new double[] {0, 1}, Tensor.of(new double[][] {{1, 2}, {3, 4}}), "prey", "predator");
        chart.setTitle("animals");
        Picture picture = Picture.of(chart);
        assertEquals(720, picture.width());
        assertEquals(480, picture.height());
        var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture.base64())));
        assertEquals(1440, image.getWidth());
        assertEquals(960, image.getHeight());
        assertEquals("chart \"animals\" of prey, predator", picture.title());
        assertEquals(Map.of("prey", "#0072b2", "predator", "#d55e00"), picture.colours());
    }

    @Test
    void anotherChartKeepsItsSize() {
        PieChart pie = new PieChart(400, 300);
        pie.addSeries("a", 1);
        Picture picture = Picture.of(pie);
        assertEquals(400, picture.width());
        assertEquals("chart of a", picture.title());
        assertEquals(Map.of(), picture.colours());
    }
}
