package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Saved;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.plot.Sheet;

class SolutionFigureTest {
    private static final ODETerm<Tensor, Tensor> DECAY = new ODETerm<>((t, y, p) -> y.times(-1));

    record Animals(Tensor prey, Tensor predator) {}

    private static Solution<Tensor> decay(SaveAt save, double... y0) {
        return DiffEqSolve.diffeqsolve(
                DECAY,
                new Tsit5(),
                0,
                2,
                Tensor.of(y0),
                null,
                SolveOptions.standard().dt0(0.1).saveAt(save));
    }

    private static BufferedImage image(String html) throws IOException {
        Matcher source = Pattern.compile("base64,([^\"]*)\"").matcher(html);
        assertTrue(source.find(), html);
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(source.group(1))));
    }

    /** The share of pixels that have exactly the colour of a line. */
    private static double share(BufferedImage image, int line) {
        Color colour = Sheet.colour(line);
        long count = IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == colour.getRGB())
                .count();
        return (double) count / (image.getWidth() * image.getHeight());
    }

    @Test
    void savedRowsAreLinesInTheirColours() throws IOException {
        String html = SolutionFigure.of(decay(SaveAt.steps(), 1, 2));
        BufferedImage image = image(html);
        assertEquals(1440, image.getWidth());
        assertEquals(960, image.getHeight());
        assertTrue(html.contains("width=\"720\""), "half as many pixels of the page: sharp on dense screens");
        assertTrue(share(image, 0) > 1e-3 && share(image, 1) > 1e-3); // one that is not there has 0
        assertEquals(0, share(image, 2));
        assertTrue(html.contains("data-colours=\"#0072b2 #d55e00\""));
        String caption = "the solve reached t1: t = 2, 20 steps, 121 evaluations";
        assertTrue(html.contains("<figcaption>" + caption + "</figcaption>"), html.substring(html.length() - 200));
        assertTrue(html.contains("alt=\"" + caption + "\""), "what is read out");
    }

    @Test
    void oneOrTwoRowsAreATable() {
        String html = SolutionFigure.of(decay(SaveAt.t1(), 1, 2));
        assertFalse(html.contains("<img"));
        assertTrue(
                html.contains("<th scope=\"col\">t</th><th scope=\"col\">y[0]</th><th scope=\"col\">y[1]</th>"), html);
        assertTrue(html.contains("<tr><th scope=\"row\">2</th><td>0.1353353</td><td>0.2706706</td></tr>"), html); // e⁻²
    }

    @Test
    void aSolutionWithoutRowsIsALine() {
        assertEquals(
                "<p>the solve reached t1: t = 2, 20 steps, 121 evaluations; no rows saved</p>",
                SolutionFigure.of(decay(SaveAt.dense(), 1)));
    }

    @Test
    void manyComponentsAreRepresentedBySome() {
        double[] y0 = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
        String html = SolutionFigure.of(decay(SaveAt.steps(), y0));
        assertTrue(html.contains("8 of 100 components"), html.substring(html.length() - 200));
    }

    @Test
    void aTreeGivesALineForEachComponentByItsPath() {
        var field =
                new ODETerm<Animals, Tensor>((t, y, p) -> new Animals(y.prey().times(-1), y.predator()));
        var solution = DiffEqSolve.diffeqsolve(
                field,
                new Euler(),
                0,
                1,
                new Animals(Tensor.scalar(3), Tensor.of(1, 2)),
                null,
                SolveOptions.standard().dt0(0.5));
        String html = SolutionFigure.of(solution);
        for (String name : List.of("prey", "predator[0]", "predator[1]")) {
            assertTrue(html.contains("<th scope=\"col\">" + name + "</th>"), html);
        }
        assertTrue(html.contains("<td>0.7500000</td><td>2.250000</td><td>4.500000</td>"), html); // 3 (1 − ½)², (1 + ½)²
    }

    @Test
    void aFailedSolveSaysWhyUnderWhatItReached() {
        var options = SolveOptions.standard()
                .dt0(0.1)
                .maxSteps(5)
                .saveAt(SaveAt.steps())
                .throwing(false);
        var solution = DiffEqSolve.diffeqsolve(DECAY, new Tsit5(), 0, 2, Tensor.of(1), null, options);
        String html = SolutionFigure.of(solution);
        assertTrue(html.contains("<img"));
        assertTrue(html.contains("more than the allowed number of steps"), html.substring(html.length() - 300));
    }

    /** A solve that ran away: its rows beyond the largest number cannot be drawn, and those before can. */
    @Test
    void rowsThatAreNotFiniteLeaveAGap() throws IOException {
        double[] times = {0, 1, 2, 3, 4, 5};
        Tensor rows = Tensor.of(1, 2, 3, 4, Double.POSITIVE_INFINITY, Double.NaN);
        String html = SolutionFigure.of(new Saved<>(times, rows));
        assertTrue(share(image(html), 0) > 1e-3);
        assertTrue(
                html.contains("6 saved rows; gaps where a value is not finite"), html.substring(html.length() - 200));
        String nothing = SolutionFigure.of(new Saved<>(times, rows.times(Double.NaN)));
        assertEquals(0, share(image(nothing), 0));
    }

    @Test
    void severalOutputsAreReadOneByOne() {
        SubSaveAt<Tensor, Object, Tensor> sums = SubSaveAt.of(SaveAt.steps(), (t, y, p) -> y.sum());
        Solution<Tensor> solution = decay(SaveAt.subs(sums), 1, 2);
        String whole = SolutionFigure.of(solution);
        assertTrue(whole.contains("several outputs, each of which saved(sub) reads"), whole);
        String one = SolutionFigure.of(solution.saved(sums));
        assertTrue(one.contains("<figcaption>20 saved rows</figcaption>"), one.substring(one.length() - 200));
    }
}
