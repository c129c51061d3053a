package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where file systems may be on a disk: in its partitions (GPT, or MBR with logical ones), or on all of it. */
final class Partitions {
    private static final int SECTOR = 512;
    private static final int MOST = 128;

    private static final int MBR_TABLE = 446;
    private static final int MBR_ENTRIES = 4;
    private static final int MBR_ENTRY_BYTES = 16;
    private static final int MBR_SIGNATURE_AT = 510;
    private static final short MBR_SIGNATURE = (short) 0xAA55;
    private static final int EXTENDED_CHS = 0x05;
    private static final int EXTENDED_LBA = 0x0F;
    private static final int PROTECTIVE = 0xEE;

    private static final byte[] GPT_SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    private static final int GPT_TABLE_AT = 72;
    private static final int GPT_COUNT_AT = 80;
    private static final int GPT_ENTRY_BYTES_AT = 84;
    private static final int GPT_ENTRY_LEAST = 128;
    private static final int GPT_ENTRY_MOST = 4096;

    private final Window disk;
    private final SortedMap<Integer, Window> found = new TreeMap<>();

    private Partitions(Window disk) {
        this.disk = disk;
    }

    /** The partitions in the order of the table; without one, the whole disk. Parts that are not on the disk are left out. */
    static List<Window> of(Window disk) throws IOException, UnreadableException {
        SortedMap<Integer, Window> numbered = numbered(disk);
        return numbered.isEmpty() ? List.of(disk) : List.copyOf(numbered.values());
    }

    /** The partitions by their place in the table, from 0, logical ones from 4; empty where there is no table. */
    static SortedMap<Integer, Window> numbered(Window disk) throws IOException, UnreadableException {
        Partitions partitions = new Partitions(disk);
        boolean _ = partitions.readGpt() || partitions.readMbr();
        return partitions.found;
    }

    private boolean readGpt() throws IOException, UnreadableException {
        if (!disk.has(SECTOR, SECTOR)) {
            return false;
        }
        ByteBuffer header = disk.read(SECTOR, SECTOR);
        byte[] signature = new byte[GPT_SIGNATURE.length];
        header.get(0, signature);
        if (!Arrays.equals(signature, GPT_SIGNATURE)) {
            return false;
        }
        int entryBytes = header.getInt(GPT_ENTRY_BYTES_AT);
        int count = header.getInt(GPT_COUNT_AT);
        if (entryBytes < GPT_ENTRY_LEAST || entryBytes > GPT_ENTRY_MOST || count < 0) {
            throw new UnreadableException("a strange GPT");
        }
        ByteBuffer entries = disk.read(sectors(header.getLong(GPT_TABLE_AT)), Math.min(count, MOST) * entryBytes);
        for (int at = 0; at < entries.limit(); at += entryBytes) {
            boolean used = entries.getLong(at) != 0 || entries.getLong(at + 8) != 0;
            long first = entries.getLong(at + 32);
            long last = entries.getLong(at + 40);
            if (used && first >= 0 && last >= first) {
                add(at / entryBytes, first, last - first + 1);
            }
        }
        return true;
    }

    private boolean readMbr() throws IOException, UnreadableException {
        if (!disk.has(0, SECTOR)) {
            return false;
        }
        ByteBuffer sector = disk.read(0, SECTOR);
        // The boot sector of a file system of its own has the signature, too, and text where the table would be.
        if (sector.getShort(MBR_SIGNATURE_AT) != MBR_SIGNATURE || !isTable(sector)) {
            return false;
        }
        for (int i = 0; i < MBR_ENTRIES; i++) {
            int at = MBR_TABLE + i * MBR_ENTRY_BYTES;
            int type = Byte.toUnsignedInt(sector.get(at + 4));
            if (type == EXTENDED_CHS || type == EXTENDED_LBA) {
                readLogical(first(sector, at));
            } else if (type != 0 && type != PROTECTIVE) {
                add(i, first(sector, at), count(sector, at));
            }
        }
        return !found.isEmpty();
    }

    private static boolean isTable(ByteBuffer sector) {
        for (int i = 0; i < MBR_ENTRIES; i++) {
            int active = Byte.toUnsignedInt(sector.get(MBR_TABLE + i * MBR_ENTRY_BYTES));
            if (active != 0 && active != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A chain: each link has one partition, and where the next link is. */
    private void readLogical(long extended) throws IOException, UnreadableException {
        long link = extended;
        for (int i = 0; i < MOST; i++) {
            ByteBuffer sector = disk.read(sectors(link), SECTOR);
            if (sector.getShort(MBR_SIGNATURE_AT) != MBR_SIGNATURE) {
                return;
            }
            if (sector.get(MBR_TABLE + 4) != 0) {
                add(MBR_ENTRIES + i, link + first(sector, MBR_TABLE), count(sector, MBR_TABLE));
            }
            int next = MBR_TABLE + MBR_ENTRY_BYTES;
            if (sector.get(next + 4) == 0) {
                return;
            }
            link = extended + first(sector, next);
        }
    }

    private void add(int number, long firstSector, long sectorCount) throws UnreadableException {
        long sectors = disk.sizeBytes() / SECTOR;
        boolean onDisk = firstSector <= sectors && sectorCount > 0 && sectorCount <= sectors - firstSector;
        if (onDisk && found.size() < MOST) {
            Window _ = found.put(number, disk.part(firstSector * SECTOR, sectorCount * SECTOR));
        }
    }

    private static long sectors(long count) throws UnreadableException {
        if (count < 0 || count > Long.MAX_VALUE / SECTOR) {
            throw new UnreadableException("a sector beyond all disks");
        }
        return count * SECTOR;
    }

    private static long first(ByteBuffer sector, int entry) {
        return Integer.toUnsignedLong(sector.getInt(entry + 8));
    }

    private static long count(ByteBuffer sector, int entry) {
        return Integer.toUnsignedLong(sector.getInt(entry + 12));
    }
}
