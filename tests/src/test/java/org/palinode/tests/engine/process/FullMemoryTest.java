package org.palinode.tests.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said in a process of 200 MB when there is no memory left, and what makes room before. */
class FullMemoryTest {
    @Test
    @Tag("slow")
    void theTextNamesWhoWantedHowMuchAndWhatToChange() throws IOException, InterruptedException {
        List<String> lines = OtherJvm.printPlainly(FullMemory.class, "", Map.of("JAVA_TOOL_OPTIONS", "-Xmx200m"))
                .lines()
                .toList();
        assertEquals(3, lines.size(), lines.toString());
        String tensor = lines.get(0);
        assertTrue(tensor.contains("bytes of a tensor f64[4194304] ("), tensor);
        assertTrue(tensor.endsWith("raise the limit by -XX:MaxDirectMemorySize, or -Xmx, which it follows"), tensor);
        String arena = lines.get(1);
        assertTrue(arena.contains("bytes of a test ("), arena);
        assertTrue(
                arena.endsWith("-Dorg.bytedeco.javacpp.maxbytes and maxphysicalbytes, or -Xmx, which they follow"),
                arena);
        String solve = lines.get(2);
        assertTrue(
                solve.contains("; this was a solve under DirectAdjoint: RecursiveCheckpointAdjoint.withinBytes(...)"),
                solve);
    }

    /** Each full memory is a second where JavaCPP looks for room ten times, so it looks once. */
    @Test
    @Tag("slow")
    void idlePlansAndResultsMakeRoomForResults() throws IOException, InterruptedException {
        String options = "-Xmx256m -Dorg.bytedeco.javacpp.maxbytes=64m -Dorg.bytedeco.javacpp.maxretries=1";
        List<String> lines = OtherJvm.printPlainly(TightMemory.class, "", Map.of("JAVA_TOOL_OPTIONS", options))
                .lines()
                .toList();
        assertEquals(List.of("2.0", "6.0", "10.0", "150.0", "154.0", "158.0"), lines);
    }
}
