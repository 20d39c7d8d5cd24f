package org.palinode.autodiff.memory;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.palinode.autodiff.internal.library.BuildLines;
import org.palinode.autodiff.internal.library.NativeLibrary;

/** JavaCPP's own library, without which there is neither an arena nor an address for native code. */
final class JavaCpp {
    private static final NativeLibrary LIBRARY = NativeLibrary.load(
            "JavaCPP's library",
            List.of(NativeLibrary.file("/org/bytedeco/javacpp", "jnijavacpp")),
            BuildLines.forNatives(),
            JavaCpp::load);

    private JavaCpp() {}

    /** Refuses where it is missing; called before {@link NativeMemory} is, which cannot be loaded without its classes. */
    static void require() {
        LIBRARY.require(NativeLibraryException::new);
    }

    /** The second call is of machine code: the first returns where there is none. */
    private static void load() {
        Loader.load(Pointer.class);
        Loader.addressof("none");
    }
}
