package dev.origami.machine.uefi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes variables into an empty store of the firmware, in the form that {@link FirmwareStore} reads. */
final class StoreWriter {
    private static final int DIGEST_BYTES = 32;
    /** What follows in a certificate's entry: the vendor, and three numbers. */
    private static final int ENTRY_HEADER_BYTES = 28;

    private static final byte ERASED = (byte) 0xFF;

    private StoreWriter() {}

    /**
     * Answers the store with the variables in it.
     *
     * @param emptyStore as the firmware's package has it
     * @throws UefiDataException when they have no room there
     */
    static byte[] write(byte[] emptyStore, List<UefiVariable> variables) throws UefiDataException {
        byte[] bytes = emptyStore.clone();
        ByteBuffer store = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        FirmwareStore.Extent extent = FirmwareStore.extent(store)
                .orElseThrow(() -> new UefiDataException("the firmware's store has another form"));
        Arrays.fill(bytes, extent.start(), extent.end(), ERASED);
        store.position(extent.start());
        List<UefiVariable> all = new ArrayList<>(variables);
        List<UefiVariable> signed =
                variables.stream().filter(StoreWriter::hasDigest).toList();
        if (!signed.isEmpty()) {
            all.add(FirmwareStore.certificates(certificates(signed)));
        }
        for (UefiVariable variable : all) {
            byte[] name = name(variable);
            int length =
                    FirmwareStore.HEADER_BYTES + name.length + variable.data().remaining();
            if (store.position() + length + FirmwareStore.ALIGNMENT > extent.end()) {
                throw new UefiDataException("the variables have no room in the firmware's store");
            }
            put(store, variable, name);
        }
        return bytes;
    }

    private static void put(ByteBuffer store, UefiVariable variable, byte[] name) {
        store.putShort(FirmwareStore.START).put((byte) FirmwareStore.ADDED).put((byte) 0);
        store.putInt(variable.attributes());
        // A counter that nothing uses any more.
        store.putLong(0);
        store.put(variable.timestamp().duplicate());
        store.putInt(0).putInt(name.length).putInt(variable.data().remaining());
        store.put(variable.vendor().duplicate());
        store.put(name).put(variable.data().duplicate());
        while (store.position() % FirmwareStore.ALIGNMENT != 0) {
            store.put(ERASED);
        }
    }

    private static boolean hasDigest(UefiVariable variable) {
        ByteBuffer digest = variable.digest();
        return digest.hasRemaining() && !digest.equals(ByteBuffer.allocate(DIGEST_BYTES));
    }

    /** The firmware keeps digests apart, in a variable of its own. */
    private static ByteBuffer certificates(List<UefiVariable> signed) {
        int bytes = Integer.BYTES
                + signed.stream().mapToInt(StoreWriter::entryBytes).sum();
        ByteBuffer list =
                ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes);
        for (UefiVariable variable : signed) {
            list.put(variable.vendor().duplicate());
            list.putInt(entryBytes(variable)).putInt(variable.name().length());
            list.putInt(variable.digest().remaining());
            list.put(variable.name().getBytes(StandardCharsets.UTF_16LE));
            list.put(variable.digest().duplicate());
        }
        return list.flip();
    }

    private static int entryBytes(UefiVariable variable) {
        return ENTRY_HEADER_BYTES
                + 2 * variable.name().length()
                + variable.digest().remaining();
    }

    private static byte[] name(UefiVariable variable) {
        return (variable.name() + '\0').getBytes(StandardCharsets.UTF_16LE);
    }
}
