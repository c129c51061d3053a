package dev.origami.machine.uefi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The variable store of the firmware of virtual machines (EDK II): a firmware volume with authenticated variables, one after
 * the other. The guest may write anything there; like the firmware, this reads up to what makes no sense.
 */
final class FirmwareStore {
    private static final int SIGNATURE_AT = 40;
    private static final int SIGNATURE = 0x4856465F; // _FVH
    private static final int HEADER_LENGTH_AT = 48;
    private static final ByteBuffer AUTHENTICATED_VARIABLES = guid("782cf3aa7b949a43a1802e144ec37792");
    private static final ByteBuffer CERTIFICATES = guid("6ee5bed9dc75d949b4d7b534210f637a");
    private static final String CERTIFICATES_NAME = "certdb";
    private static final int CERTIFICATES_ATTRIBUTES = 0x27;
    private static final int STORE_HEADER_BYTES = 28;
    private static final int FORMATTED = 0x5A;

    static final short START = 0x55AA;
    static final int HEADER_BYTES = 60;
    private static final int GUID_BYTES = 16;
    static final int ADDED = 0x3F;
    /** Of which a newer value was about to be written: it counts where that was not. */
    private static final int BEING_REPLACED = 0x3E;

    static final int ALIGNMENT = 4;
    private static final int CERTIFICATE_HEADER_BYTES = 28;

    private final ByteBuffer store;
    private final List<UefiVariable> found = new ArrayList<>();
    private final List<UefiVariable> beingReplaced = new ArrayList<>();

    private FirmwareStore(byte[] store) {
        this.store = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The variables in their order; none where there is no store. */
    static List<UefiVariable> read(byte[] bytes) {
        FirmwareStore store = new FirmwareStore(bytes);
        store.readVolume();
        store.beingReplaced.stream()
                .filter(old -> store.found.stream().noneMatch(old::isSame))
                .forEach(store.found::add);
        return store.withDigests();
    }

    /** Where variables are: from the first on, to where the store ends. */
    record Extent(int start, int end) {}

    /** Empty where there is no store. */
    static Optional<Extent> extent(ByteBuffer store) {
        if (store.limit() < HEADER_LENGTH_AT + Short.BYTES || store.getInt(SIGNATURE_AT) != SIGNATURE) {
            return Optional.empty();
        }
        int header = Short.toUnsignedInt(store.getShort(HEADER_LENGTH_AT));
        if (header + STORE_HEADER_BYTES > store.limit()
                || !store.slice(header, GUID_BYTES).equals(AUTHENTICATED_VARIABLES)
                || Byte.toUnsignedInt(store.get(header + GUID_BYTES + Integer.BYTES)) != FORMATTED) {
            return Optional.empty();
        }
        long size = Integer.toUnsignedLong(store.getInt(header + GUID_BYTES));
        return Optional.of(new Extent(header + STORE_HEADER_BYTES, (int) Math.min(store.limit(), header + size)));
    }

    /** The variable that has the digests of all others. */
    static UefiVariable certificates(ByteBuffer digests) {
        // Kept, for the firmware while it starts and the guest, and authenticated.
        return new UefiVariable(
                CERTIFICATES_NAME,
                CERTIFICATES.duplicate(),
                CERTIFICATES_ATTRIBUTES,
                ByteBuffer.allocate(GUID_BYTES),
                digests,
                ByteBuffer.allocate(0));
    }

    private void readVolume() {
        Optional<Extent> extent = extent(store);
        if (extent.isPresent()) {
            int at = extent.get().start();
            while (at >= 0) {
                at = readVariable(at, extent.get().end());
            }
        }
    }

    /** Answers where the next is; -1 when there is none. */
    private int readVariable(int at, int end) {
        if (at + HEADER_BYTES > end || store.getShort(at) != START) {
            return -1;
        }
        long nameBytes = Integer.toUnsignedLong(store.getInt(at + 36));
        long dataBytes = Integer.toUnsignedLong(store.getInt(at + 40));
        if (nameBytes + dataBytes > end - at - HEADER_BYTES) {
            return -1;
        }
        int nameAt = at + HEADER_BYTES;
        int dataAt = nameAt + (int) nameBytes;
        UefiVariable variable = new UefiVariable(
                text(store, nameAt, (int) nameBytes),
                store.slice(at + 44, GUID_BYTES),
                store.getInt(at + 4),
                store.slice(at + 16, GUID_BYTES),
                store.slice(dataAt, (int) dataBytes),
                ByteBuffer.allocate(0));
        switch (Byte.toUnsignedInt(store.get(at + 2))) {
            case ADDED -> found.add(variable);
            case BEING_REPLACED -> beingReplaced.add(variable);
            default -> {}
        }
        int next = dataAt + (int) dataBytes;
        return next + (ALIGNMENT - next % ALIGNMENT) % ALIGNMENT;
    }

    /** The firmware keeps digests apart, in a variable of its own. */
    private List<UefiVariable> withDigests() {
        List<UefiVariable> digests = new ArrayList<>();
        List<UefiVariable> variables = new ArrayList<>();
        for (UefiVariable variable : found) {
            if (variable.name().equals(CERTIFICATES_NAME) && variable.vendor().equals(CERTIFICATES)) {
                digests.addAll(digests(variable.data().order(ByteOrder.LITTLE_ENDIAN)));
            } else {
                variables.add(variable);
            }
        }
        return variables.stream()
                .map(variable -> digests.stream()
                        .filter(variable::isSame)
                        .findFirst()
                        .map(digest -> variable.withDigest(digest.data()))
                        .orElse(variable))
                .toList();
    }

    /** For each variable that has one its digest, as its data. */
    private static List<UefiVariable> digests(ByteBuffer list) {
        List<UefiVariable> all = new ArrayList<>();
        int at = Integer.BYTES;
        while (at + CERTIFICATE_HEADER_BYTES <= list.limit()) {
            long nameBytes = 2L * Integer.toUnsignedLong(list.getInt(at + 20));
            long digestBytes = Integer.toUnsignedLong(list.getInt(at + 24));
            int nameAt = at + CERTIFICATE_HEADER_BYTES;
            if (nameBytes + digestBytes > list.limit() - nameAt) {
                break;
            }
            int digestAt = nameAt + (int) nameBytes;
            all.add(new UefiVariable(
                    text(list, nameAt, (int) nameBytes),
                    list.slice(at, GUID_BYTES),
                    0,
                    ByteBuffer.allocate(GUID_BYTES),
                    list.slice(digestAt, (int) digestBytes),
                    ByteBuffer.allocate(0)));
            at = digestAt + (int) digestBytes;
        }
        return all;
    }

    private static String text(ByteBuffer bytes, int at, int length) {
        String text = StandardCharsets.UTF_16LE.decode(bytes.slice(at, length)).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static ByteBuffer guid(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
