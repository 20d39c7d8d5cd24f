package org.palinode.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.data.BatchSource;
import org.palinode.train.saving.Safetensors;

/**
 * Fingerprint of batches, by which others are noticed: the types of the first and the last one of an epoch, and a weighted sum of their
 * numbers. It depends on data, size, order and key, whoever wrote the source. The sum is compared as a number, not to the bit: data that are
 * computed may differ by rounding where a training is resumed on another machine.
 *
 * @param perEpoch the number of batches in an epoch
 * @param types of the tensors, batch by batch; null in a checkpoint of an earlier version, which has no more than the number of batches
 * @param sum of the finite numbers, each times a weight of its place
 * @param size the same sum of their absolute values
 */
record Fingerprint(long perEpoch, String types, double sum, double size) {
    /** Share of {@code size} by which rounding may change the sum: a hundred times that of a float32. */
    private static final double ROUNDING = 1e-5;

    private static final String PER_EPOCH = "batches per epoch";
    private static final String TYPES = "types of batches", SUM = "sum of batches", SIZE = "absolute sum of batches";

    static Fingerprint of(BatchSource<?> batches) {
        List<Tensor> tensors = new ArrayList<>();
        List<String> types = new ArrayList<>();
        LongStream.of(0, batches.perEpoch() - 1).distinct().forEach(step -> {
            List<Tensor> leaves = Tree.flatten(batches.batch(step)).leaves();
            tensors.addAll(leaves);
            types.add(Tensor.types(leaves).toString());
        });
        return of(batches.perEpoch(), String.join(" to ", types), tensors);
    }

    private static Fingerprint of(long perEpoch, String types, List<Tensor> tensors) {
        double sum = 0, size = 0;
        long place = 0;
        for (Tensor tensor : tensors) {
            for (double number : tensor.toArray()) {
                double weighted = Double.isFinite(number) ? number * weight(place) : 0;
                sum += weighted;
                size += Math.abs(weighted);
                place++;
            }
        }
        return new Fingerprint(perEpoch, types, sum, size);
    }

    /** Between 0 and 2, another one at each place: both an order and a number added to all change the sum. */
    private static double weight(long place) {
        return 1 + Math.cos(place);
    }

    Safetensors addedTo(Safetensors file) {
        return file.with(PER_EPOCH, Long.toString(perEpoch))
                .with(TYPES, types)
                .with(SUM, Double.toString(sum))
                .with(SIZE, Double.toString(size));
    }

    /** The fingerprint in the file of a checkpoint. */
    static Fingerprint in(Safetensors file) {
        Map<String, String> texts = file.metadata();
        long perEpoch = Long.parseLong(texts.get(PER_EPOCH));
        return texts.containsKey(TYPES)
                ? new Fingerprint(
                        perEpoch,
                        texts.get(TYPES),
                        Double.parseDouble(texts.get(SUM)),
                        Double.parseDouble(texts.get(SIZE)))
                : new Fingerprint(perEpoch, null, 0, 0);
    }

    /** Refuses to continue what a file has on other batches. */
    void requireSame(Path file, Fingerprint saved) {
        if (perEpoch != saved.perEpoch) {
            throw new IllegalArgumentException(file + " is of data with " + saved.perEpoch
                    + " batches in an epoch, and here are " + perEpoch + remedy());
        }
        if (saved.types != null && !isLike(saved)) {
            throw new IllegalArgumentException(
                    file + " is of other batches: " + saved + ", and here " + this + remedy());
        }
    }

    private static String remedy() {
        return "; resume on the data, the size, the order and the key of batches that the training began with, or begin"
                + " another one, in another folder, from SavedTraining.read(folder, initial).parameters()";
    }

    private boolean isLike(Fingerprint other) {
        boolean isSame = Double.compare(sum, other.sum) == 0; // also of sums that overflowed, to NaN
        boolean near = isSame || Math.abs(sum - other.sum) <= ROUNDING * Math.max(size, other.size);
        return near && types.equals(other.types);
    }

    @Override
    public String toString() {
        return types + " with a weighted sum of " + (float) sum;
    }
}
