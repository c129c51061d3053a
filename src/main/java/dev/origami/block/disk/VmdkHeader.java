package dev.origami.block.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses VMDK files that are not whole in themselves: those that only describe, or have a parent or other extents. */
final class VmdkHeader {
    private static final int MAGIC = 0x4b444d56;
    private static final int HEADER_BYTES = 512;
    private static final int SECTOR_BYTES = 512;
    private static final Set<String> WHOLE = Set.of("monolithicsparse", "streamoptimized");
    private static final Pattern CREATE_TYPE =
            Pattern.compile("^\\s*createType\\s*=\\s*\"([^\"]*)\"", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern PARENT =
            Pattern.compile("^\\s*parentCID\\s*=\\s*([0-9a-f]+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern EXTENT = Pattern.compile(
            "^\\s*(RW|RDONLY|NOACCESS)\\s+\\d+\\s+(\\S+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private VmdkHeader() {}

    static void check(HeaderBytes bytes, int maxDescriptorBytes) throws IOException {
        if (bytes.at(0, Integer.BYTES).getInt() != MAGIC) {
            throw bytes.refusal("is not a whole disk in one file");
        }
        ByteBuffer header = bytes.littleEndianAt(0, HEADER_BYTES);
        long capacity = header.getLong(12);
        long descriptorSector = header.getLong(28);
        long descriptorSectors = header.getLong(36);
        // With a capacity of none QEMU reads the description instead, and opens the files that it names.
        if (capacity <= 0) {
            throw bytes.refusal("only describes other files");
        }
        if (descriptorSector <= 0
                || descriptorSectors <= 0
                || descriptorSectors > maxDescriptorBytes / SECTOR_BYTES
                || descriptorSector > Long.MAX_VALUE / SECTOR_BYTES) {
            throw bytes.refusal("has no description of a possible length");
        }
        ByteBuffer text = bytes.at(descriptorSector * SECTOR_BYTES, Math.toIntExact(descriptorSectors * SECTOR_BYTES));
        checkDescription(bytes, StandardCharsets.ISO_8859_1.decode(text).toString());
    }

    private static void checkDescription(HeaderBytes bytes, String description) throws DiskRefusedException {
        Matcher type = CREATE_TYPE.matcher(description);
        if (!type.find() || !WHOLE.contains(type.group(1).toLowerCase(Locale.ROOT))) {
            throw bytes.refusal("is not of a kind that is whole in one file (monolithicSparse, streamOptimized)");
        }
        // QEMU takes a parent from these words wherever they stand.
        if (description.toLowerCase(Locale.ROOT).contains("parentfilenamehint")) {
            throw bytes.refusal("has a parent");
        }
        Matcher parent = PARENT.matcher(description);
        while (parent.find()) {
            if (!parent.group(1).equalsIgnoreCase("ffffffff")) {
                throw bytes.refusal("has a parent");
            }
        }
        Matcher extent = EXTENT.matcher(description);
        int extents = 0;
        while (extent.find()) {
            if (!extent.group(2).equalsIgnoreCase("SPARSE") || ++extents > 1) {
                throw bytes.refusal("has extents in other files");
            }
        }
    }
}
