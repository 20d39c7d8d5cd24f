package org.palinode.tests.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The figures do not rise unseen. */
@Tag("slow")
@Tag("once")
class FiguresTest {
    /** How many classes may be on y0's way, and how many of them when the field's kernel runs. Lower them as the way gets shorter. */
    private static final int MOST_FORWARD = 23;

    private static final int MOST_FORWARD_AT_KERNEL = 17;
    private static final int MOST_BACK = 13;
    private static final int MOST_BACK_AT_KERNEL = 12;

    @Test
    void theWayOfY0GetsNoLonger() throws ReflectiveOperationException {
        for (WayOfY0 way : WayOfY0.all()) {
            boolean forward = way.name().startsWith("forward");
            assertTrue(way.classes().size() <= (forward ? MOST_FORWARD : MOST_BACK), way::toString);
            assertTrue(way.atKernel() <= (forward ? MOST_FORWARD_AT_KERNEL : MOST_BACK_AT_KERNEL), way::toString);
            String first = forward ? "ode.DiffEqSolve" : "autodiff.internal.tape.Tape";
            assertEquals(first, way.classes().keySet().iterator().next());
            assertEquals(
                    Set.of("on the stack", "holds"), way.classes().get("autodiff.internal.plan.Plan"), way::toString);
        }
    }

    @Test
    void circlesAreTheSetsInWhichEachNeedsEachOther() {
        Map<String, Set<String>> graph = Map.of(
                "a", Set.of("b"),
                "b", Set.of("c"),
                "c", Set.of("a", "d"),
                "d", Set.of("e"),
                "e", Set.of("d"),
                "f", Set.of("a", "e"));
        assertEquals(List.of(Set.of("a", "b", "c"), Set.of("d", "e")), Circles.of(graph));
    }
}
