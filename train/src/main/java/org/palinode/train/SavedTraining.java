package org.palinode.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.saving.MalformedFileException;
import org.palinode.train.saving.Safetensors;

/**
 * Parameters that a training has saved in its folder, to be used without the trainer, also while it is running.
 *
 * @param parameters after the last step that was saved
 * @param best the parameters at which the first metric was least; the same as {@code parameters} as long as it had no value
 * @param steps the number of steps taken
 */
public record SavedTraining<P>(P parameters, P best, long steps) {
    /** The tree in a checkpoint without what belongs to the optimiser. */
    private record Two<P>(P parameters, P best) {}

    /**
     * Reads the checkpoint of a folder.
     *
     * @param like of whose structure, shapes and types the parameters must be
     * @throws IllegalArgumentException if they are not; lists each tensor that differs
     * @throws MalformedFileException if the file is damaged, or not a checkpoint
     * @throws IOException if there is none, or it cannot be read
     */
    public static <P> SavedTraining<P> read(Path folder, P like) throws IOException {
        Path file = folder.resolve(TrainingFolder.CHECKPOINT);
        Safetensors saved = Checkpoint.saved(file);
        Map<String, Tensor> wanted = new LinkedHashMap<>(saved.tensors());
        wanted.keySet().removeIf(name -> name.startsWith("optimiser."));
        Two<P> both = new Safetensors(wanted, Map.of()).into(new Two<>(like, like));
        return new SavedTraining<>(both.parameters(), both.best(), Checkpoint.steps(saved));
    }

    /**
     * Checks that no training is running in a folder, which is made where it is missing: before files in it are moved or removed.
     *
     * @throws IllegalStateException if one is
     * @throws IOException if the folder cannot be written to
     */
    public static void requireNoneRunning(Path folder) throws IOException {
        FolderLock.take(folder).close();
    }
}
