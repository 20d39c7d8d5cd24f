package org.palinode.train.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Message of TensorBoard in the wire format of protocol buffers, and its record in a TFRecord file: the length, a masked CRC-32C of the
 * length, the message, a masked CRC-32C of the message.
 */
final class EventRecord {
    private static final int VARINT = 0, EIGHT_BYTES = 1, BYTES = 2, FOUR_BYTES = 5;
    private static final int MASK_DELTA = 0xa282ead8;

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    EventRecord number(int field, double value) {
        key(field, EIGHT_BYTES);
        message.writeBytes(little(Double.BYTES).putDouble(value).array());
        return this;
    }

    EventRecord number(int field, float value) {
        key(field, FOUR_BYTES);
        message.writeBytes(little(Float.BYTES).putFloat(value).array());
        return this;
    }

    EventRecord number(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    EventRecord text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    EventRecord message(int field, EventRecord inner) {
        return bytes(field, inner.message.toByteArray());
    }

    private EventRecord bytes(int field, byte[] bytes) {
        key(field, BYTES);
        varint(bytes.length);
        message.writeBytes(bytes);
        return this;
    }

    private void key(int field, int kind) {
        varint((long) field << 3 | kind);
    }

    /** Seven bits a byte, the lowest first; the eighth tells that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            message.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        message.write((int) rest);
    }

    /** The record of this message. */
    byte[] record() {
        byte[] body = message.toByteArray();
        byte[] length = little(Long.BYTES).putLong(body.length).array();
        return little(Long.BYTES + body.length + 2 * Integer.BYTES)
                .put(length)
                .putInt(maskedSum(length))
                .put(body)
                .putInt(maskedSum(body))
                .array();
    }

    private static int maskedSum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK_DELTA;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
