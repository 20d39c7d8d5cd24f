package org.palinode.jupyter;

import java.util.List;
import java.util.Optional;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import org.rapaio.jupyter.kernel.global.Global;

/** Displays for the kernel rapaio-jupyter-kernel, which loads them by itself from the class path. */
public final class RapaioDisplay implements DisplayProvider {
    @Override
    public List<DisplayRenderer> getDisplayRenderers() {
        Notebook.runsIn(new Output());
        return Rendering.all().stream()
                .map(rendering -> (DisplayRenderer) new Renderer<>(rendering))
                .toList();
    }

    @Override
    public List<DisplayTransformer> getDisplayTransformers() {
        return List.of();
    }

    private record Renderer<T>(Rendering<T> rendering) implements DisplayRenderer {
        @Override
        public Class<?> rendererClass() {
            return rendering.type();
        }

        @Override
        public boolean canRender(String mimeType) {
            return mimeType == null || mimeType.equals(rendering.mimeType());
        }

        @Override
        public DisplayData render(String mimeType, Object value) {
            Optional<Shown> shown = rendering.shown().apply(rendering.type().cast(value));
            return shown.map(found -> DisplayData.withType(found.mimeType(), found.content()))
                    .orElseGet(() -> DisplayData.fromText(String.valueOf(value)));
        }
    }

    private static final class Output implements NotebookOutput {
        @Override
        public String show(String html, String text) {
            return Global.display(Shown.HTML, html);
        }

        @Override
        public void replace(String name, String html, String text) {
            Global.updateDisplay(name, Shown.HTML, html);
        }
    }
}
