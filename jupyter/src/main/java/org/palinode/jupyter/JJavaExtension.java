package org.palinode.jupyter;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Extension of the kernel JJava, which loads it by itself from the class path. */
public final class JJavaExtension implements Extension {
    @Override
    public void install(BaseKernel kernel) {
        registerAll(kernel.getRenderer());
        AtomicLong statements = JJavaStatements.watch(kernel);
        Notebook.runsIn(new Output(kernel, statements));
    }

    static void registerAll(Renderer renderer) {
        Rendering.all().forEach(rendering -> register(renderer, rendering));
    }

    private static <T> void register(Renderer renderer, Rendering<T> rendering) {
        renderer.createRegistration(rendering.type())
                .preferring(rendering.mimeType())
                .register((value, context) -> rendering.shown().apply(value).ifPresent(shown -> put(shown, context)));
    }

    private static void put(Shown shown, RenderContext context) {
        MIMEType type = context.resolveRequestedType(MIMEType.parse(shown.mimeType()));
        if (type != null) {
            context.getOutputContainer().putData(type, shown.content(), shown.facts());
            if (!shown.text().isEmpty()) {
                context.getOutputContainer().putText(shown.text());
            }
        }
    }

    private record Output(BaseKernel kernel, AtomicLong statements) implements NotebookOutput {
        @Override
        public String show(String html, String text) {
            String name = UUID.randomUUID().toString();
            uninterrupted(() -> kernel.getIO().display.display(data(name, html, text)));
            return name;
        }

        @Override
        public void replace(String name, String html, String text) {
            if (kernel.getIO().display.isAttached()) { // else the cell has ended, and a thread of its own goes on
                uninterrupted(() -> kernel.getIO().display.updateDisplay(data(name, html, text)));
            }
        }

        /** Sends what would fail on a thread that was interrupted; what runs in the cell hears of the interrupt afterwards. */
        private static void uninterrupted(Runnable sending) {
            boolean interrupted = Thread.interrupted();
            try {
                sending.run();
            } catch (RuntimeException failure) {
                if (!isByInterrupt(failure)) {
                    throw failure;
                }
                interrupted = true; // just now, and the message is lost
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** The class is that of the kernel's own copy of ZeroMQ, whose package differs between versions. */
        private static boolean isByInterrupt(RuntimeException failure) {
            return failure.getClass().getSimpleName().equals("ZMQException")
                    && String.valueOf(failure.getMessage()).endsWith("Errno 4");
        }

        @Override
        public long statement() {
            return statements.get();
        }

        private static DisplayData data(String name, String html, String text) {
            DisplayData data = new DisplayData(text);
            data.putHTML(html);
            data.putTransientData(
                    DisplayData.DISPLAY_ID_KEY, name); // setDisplayId returns another type in other versions of JJava
            return data;
        }
    }
}
