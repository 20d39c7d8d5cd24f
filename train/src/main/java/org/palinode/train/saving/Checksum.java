package org.palinode.train.saving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 of what a file says: names, types, numbers and metadata. The order of tensors, which other programs change when they copy a file,
 * is not in it.
 */
final class Checksum {
    private final Map<String, String> tensors = new TreeMap<>();
    private MessageDigest current = sha256();
    private String name = "";

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // each Java has it
        }
    }

    /** Begins the next tensor. */
    void begin(Entry entry) {
        finish();
        name = entry.name() + " " + entry.format() + entry.shape();
    }

    /** Adds bytes of the tensor that was begun, all that are left in {@code bytes}, and leaves them there. */
    void add(ByteBuffer bytes) {
        current.update(bytes.duplicate());
    }

    /** The sum in hexadecimal digits. */
    String of(Map<String, String> metadata) {
        finish();
        String all = tensors + new TreeMap<>(metadata).toString();
        return HexFormat.of().formatHex(sha256().digest(all.getBytes(StandardCharsets.UTF_8)));
    }

    private void finish() {
        tensors.put(name, HexFormat.of().formatHex(current.digest()));
    }
}
