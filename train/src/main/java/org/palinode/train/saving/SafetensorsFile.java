package org.palinode.train.saving;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** Bytes of a safetensors file: written from tensors, and read with each number checked that says how many more there are. */
final class SafetensorsFile {
    /** Beginning of the metadata that are the file's own. */
    static final String RESERVED = "palinode.";

    private static final String FORMAT = RESERVED + "format";
    private static final String SUM = RESERVED + "sha256";
    private static final String VERSION = "1";

    /** A multiple of the width of each number. */
    private static final int CHUNK = 1 << 16;

    private SafetensorsFile() {}

    /** Receives bytes, all that are left in a buffer. */
    @FunctionalInterface
    private interface Sink {
        void take(ByteBuffer bytes) throws IOException;
    }

    static void write(
            Path file, Map<String, Tensor> tensors, Map<String, String> texts, Function<String, NumberFormat> formats)
            throws IOException {
        List<Entry> entries = entries(tensors, formats);
        Map<String, String> metadata = new LinkedHashMap<>(texts);
        metadata.put(FORMAT, VERSION);
        Checksum sum = new Checksum();
        for (Entry entry : entries) {
            sum.begin(entry);
            encode(entry, tensors.get(entry.name()), sum::add);
        }
        metadata.put(SUM, sum.of(metadata));
        byte[] header = new Header(entries, metadata).bytes();
        WholeFile.write(file, out -> {
            out.write(buffer(Long.BYTES).putLong(header.length).array());
            out.write(header);
            for (Entry entry : entries) {
                encode(entry, tensors.get(entry.name()), bytes -> write(bytes, out));
            }
        });
    }

    private static void write(ByteBuffer bytes, OutputStream out) throws IOException {
        out.write(bytes.array(), bytes.position(), bytes.remaining());
    }

    /** Wide numbers first, so that each begins at a multiple of its width. */
    private static List<Entry> entries(Map<String, Tensor> tensors, Function<String, NumberFormat> formats) {
        Map<String, NumberFormat> chosen = new LinkedHashMap<>();
        tensors.keySet()
                .forEach(name -> chosen.put(
                        name, Objects.requireNonNull(formats.apply(name), () -> name + " needs a format, got null")));
        List<String> names = new ArrayList<>(chosen.keySet());
        names.sort(Comparator.comparing(name -> -chosen.get(name).bytes()));
        List<Entry> entries = new ArrayList<>();
        long reached = 0;
        for (String name : names) {
            Shape shape = tensors.get(name).shape();
            long end = reached + (long) shape.size() * chosen.get(name).bytes();
            entries.add(new Entry(name, chosen.get(name), shape, reached, end));
            reached = end;
        }
        return entries;
    }

    private static void encode(Entry entry, Tensor tensor, Sink sink) throws IOException {
        double[] values = tensor.toArray();
        ByteBuffer chunk = buffer(CHUNK);
        for (double value : values) {
            write(entry, value, chunk);
            if (!chunk.hasRemaining()) {
                sink.take(chunk.flip());
                chunk.clear();
            }
        }
        sink.take(chunk.flip());
    }

    private static void write(Entry entry, double value, ByteBuffer chunk) {
        try {
            entry.format().write(value, chunk);
        } catch (IllegalArgumentException beyond) {
            throw new IllegalArgumentException(
                    entry.name() + " cannot be written as " + entry.format() + ": " + beyond.getMessage()
                            + "; write it in another format, such as F64",
                    beyond);
        }
    }

    /** Reads a file: {@code make} gets the tensors by name, and the metadata without the file's own. */
    static <T> T read(Path file, BiFunction<Map<String, Tensor>, Map<String, String>, T> make) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return read(in, Files.size(file), make);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedFileException(
                    file, wrong.getMessage() + "; take an earlier copy, or write the file again", wrong);
        }
    }

    private static <T> T read(InputStream in, long size, BiFunction<Map<String, Tensor>, Map<String, String>, T> make)
            throws IOException {
        long rest = size - Long.BYTES;
        if (rest < 0) {
            throw new IllegalArgumentException("a safetensors file has 8 bytes at least, this has " + size);
        }
        long length = fill(in, buffer(Long.BYTES)).getLong();
        if (length < 0 || length > Math.min(rest, Header.LARGEST)) {
            throw new IllegalArgumentException(
                    "the header would have " + Long.toUnsignedString(length) + " bytes, and the file has " + rest
                            + " behind its length; it is not a safetensors file, or cut short");
        }
        Header header = Header.parse(fill(in, buffer((int) length)).array());
        Entry.requireGapless(header.entries(), rest - length);
        Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
        String format = metadata.get(FORMAT), expected = metadata.remove(SUM);
        boolean ours = format != null || expected != null;
        if (ours && !VERSION.equals(format)) {
            throw new IllegalArgumentException(
                    FORMAT + " is " + format + ", and this version of Palinode reads " + VERSION);
        }
        Checksum sum = new Checksum();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Entry entry : header.entries()) {
            sum.begin(entry);
            tensors.put(entry.name(), decode(in, entry, sum));
        }
        String found = sum.of(metadata);
        if (ours && !found.equals(expected)) {
            throw new IllegalArgumentException(
                    "the SHA-256 of its content is " + found + ", and it should be " + expected
                            + ": the file was damaged, or changed by a program that kept " + SUM + " in the metadata");
        }
        metadata.remove(FORMAT);
        return make.apply(tensors, metadata);
    }

    private static Tensor decode(InputStream in, Entry entry, Checksum sum) throws IOException {
        double[] values = new double[entry.shape().size()];
        ByteBuffer chunk = buffer(CHUNK);
        int done = 0;
        while (done < values.length) {
            int count = Math.min(values.length - done, CHUNK / entry.format().bytes());
            fill(in, chunk.clear().limit(count * entry.format().bytes()));
            sum.add(chunk);
            for (int i = 0; i < count; i++) {
                values[done++] = read(entry, chunk);
            }
        }
        return Tensor.of(entry.type(), values);
    }

    private static double read(Entry entry, ByteBuffer chunk) {
        try {
            return entry.format().read(chunk);
        } catch (IllegalArgumentException inexact) {
            throw new IllegalArgumentException(entry.name() + ": " + inexact.getMessage(), inexact);
        }
    }

    /** Reads until the buffer, which is empty, is full. */
    private static ByteBuffer fill(InputStream in, ByteBuffer buffer) throws IOException {
        int wanted = buffer.remaining();
        if (in.readNBytes(buffer.array(), 0, wanted) < wanted) {
            throw new IllegalArgumentException("the file ends in the middle; it was cut short while it was read");
        }
        return buffer;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
