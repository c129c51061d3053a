package dev.origami.machine.uefi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a guest's firmware has kept comes out in EC2's form, and of a store that a guest has spoilt what makes sense. */
class UefiDataTest {
    private static final byte[] GLOBAL = HexFormat.of().parseHex("61dfe48bca93d211aa0d00e098032b8c");
    private static final byte[] CERTIFICATES = HexFormat.of().parseHex("6ee5bed9dc75d949b4d7b534210f637a");
    private static final int ADDED = 0x3F;
    private static final int DELETED = 0x3C;
    private static final int BEING_REPLACED = 0x3E;

    private final ByteBuffer store = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);

    UefiDataTest() {
        format();
    }

    /** An empty store. */
    private void format() {
        Arrays.fill(store.array(), (byte) 0xFF);
        store.put(40, "_FVH".getBytes(StandardCharsets.US_ASCII)).putShort(48, (short) 72);
        store.put(72, HexFormat.of().parseHex("782cf3aa7b949a43a1802e144ec37792"));
        store.putInt(88, store.limit() - 72).put(92, (byte) 0x5A).put(93, (byte) 0xFE);
        store.position(100);
    }

    @Test
    void theNewestValueOfEachVariable() throws Exception {
        put("Lang", 7, DELETED, "deu");
        put("Lang", 7, BEING_REPLACED, "fra");
        put("Lang", 7, ADDED, "eng");
        put("Boot0001", 7, BEING_REPLACED, "disk");
        put("Gone", 7, DELETED, "gone");

        assertThat(read(UefiData.of(store.array()))).containsExactly("Lang=eng", "Boot0001=disk");
    }

    @Test
    void anAuthenticatedOneHasItsTimeAndDigest() throws Exception {
        put("PK", 0x27, ADDED, "key");
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) 5);
        ByteBuffer certificates = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        certificates.position(4).put(GLOBAL).putInt(64).putInt(3).putInt(digest.length);
        certificates.put("PK\0".getBytes(StandardCharsets.UTF_16LE)).put(digest);
        put("certdb", CERTIFICATES, 7, ADDED, Arrays.copyOf(certificates.array(), certificates.position()));
        put("db", 0x27, ADDED, "other");

        assertThat(read(UefiData.of(store.array())))
                .containsExactly(
                        "PK=key time 01 digest " + HexFormat.of().formatHex(digest),
                        "db=other time 01 digest " + "00".repeat(32));
    }

    @Test
    void whatIsNoStoreHasNoVariables() throws Exception {
        assertThat(read(UefiData.of(new byte[0]))).isEmpty();
        assertThat(read(UefiData.of(new byte[64 << 10]))).isEmpty();
    }

    @Property(tries = 2000)
    void aSpoiltStoreIsReadAsFarAsItGoes(@ForAll Random random) throws Exception {
        format();
        put("Lang", 7, ADDED, "eng");
        put("PK", 0x27, ADDED, "key");
        put("certdb", CERTIFICATES, 7, ADDED, new byte[random.nextInt(200)]);
        byte[] spoilt = store.array();
        for (int i = random.nextInt(20); i >= 0; i--) {
            int place = random.nextInt(store.position());
            if (random.nextBoolean()) {
                spoilt[place] = (byte) random.nextInt();
            } else {
                store.putInt(place, random.nextInt());
            }
        }
        assertThat(read(UefiData.of(Arrays.copyOf(spoilt, random.nextInt(spoilt.length)))))
                .hasSizeLessThan(4);
    }

    @Test
    void aStoreMadeOfThemHoldsTheSame() throws Exception {
        put("Lang", 7, ADDED, "eng");
        put("PK", 0x27, ADDED, "key");
        put("odd", 0x27, ADDED, "x");
        ByteBuffer certificates = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        certificates.position(4).put(GLOBAL).putInt(66).putInt(3).putInt(32);
        certificates
                .put("odd".getBytes(StandardCharsets.UTF_16LE))
                .put("d".repeat(32).getBytes(StandardCharsets.US_ASCII));
        put("certdb", CERTIFICATES, 0x27, ADDED, Arrays.copyOf(certificates.array(), certificates.position()));
        byte[] data = UefiData.of(store.array());
        format();

        byte[] made = UefiData.intoStore(data, store.array());
        assertThat(UefiData.of(made)).isEqualTo(data);
        assertThat(UefiData.hasVariables(made)).isTrue();
        assertThat(UefiData.hasVariables(store.array())).isFalse();
        assertThatThrownBy(() -> UefiData.intoStore(data, Arrays.copyOf(store.array(), 300)))
                .hasMessageContaining("no room");
    }

    @Test
    void whatIsNotOfTheFormIsRefused() throws Exception {
        byte[] data = UefiData.of(new byte[0]);
        byte[] cut = Arrays.copyOf(data, data.length - 1);
        byte[] version = data.clone();
        version[12] = 1;
        byte[] checksum = data.clone();
        checksum[8]++;
        assertRefused(new byte[3], "AMZNUEFI");
        assertRefused(version, "version");
        assertRefused(checksum, "checksum");
        assertRefused(cut, "checksum");
        assertRefused(sealed(new byte[] {1, 2, 3}), "not whole");
        Deflater deflater = new Deflater();
        deflater.setDictionary("ec2".getBytes(StandardCharsets.US_ASCII));
        deflater.setInput(new byte[8]);
        deflater.finish();
        byte[] compressed = new byte[64];
        int length = deflater.deflate(compressed);
        deflater.end();
        assertRefused(sealed(Arrays.copyOf(compressed, length)), "dictionary");
    }

    /** The form around some content. */
    private static byte[] sealed(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(new byte[4]);
        checksum.update(content);
        return ByteBuffer.allocate(16 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("AMZNUEFI".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) checksum.getValue())
                .putInt(0)
                .put(content)
                .array();
    }

    private static void assertRefused(byte[] data, String why) {
        assertThatThrownBy(() -> UefiData.require(data))
                .isInstanceOf(UefiDataException.class)
                .hasMessageContaining(why);
    }

    private void put(String name, int attributes, int state, String data) {
        put(name, GLOBAL, attributes, state, data.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] vendor, int attributes, int state, byte[] data) {
        byte[] named = (name + "\0").getBytes(StandardCharsets.UTF_16LE);
        store.putShort((short) 0x55AA)
                .put((byte) state)
                .put((byte) 0)
                .putInt(attributes)
                .putLong(0);
        byte[] time = new byte[16];
        time[0] = 1;
        store.put(time).putInt(0).putInt(named.length).putInt(data.length).put(vendor);
        store.put(named).put(data).position((store.position() + 3) / 4 * 4);
    }

    /** Reads the form as the public description of it says. */
    private static List<String> read(byte[] blob) throws Exception {
        ByteBuffer whole = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(blob, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("AMZNUEFI");
        CRC32C checksum = new CRC32C();
        checksum.update(blob, 12, blob.length - 12);
        assertThat(Integer.toUnsignedLong(whole.getInt(8))).isEqualTo(checksum.getValue());
        assertThat(whole.getInt(12)).isZero();
        byte[] inflated = new byte[256 << 10];
        Inflater inflater = new Inflater();
        inflater.setInput(blob, 16, blob.length - 16);
        int length = inflater.inflate(inflated);
        assertThat(inflater.finished()).isTrue();
        inflater.end();
        ByteBuffer content = ByteBuffer.wrap(inflated, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        List<String> variables = new ArrayList<>();
        for (long left = content.getLong(); left > 0; left--) {
            String variable = new String(sized(content), StandardCharsets.UTF_8) + "="
                    + new String(sized(content), StandardCharsets.UTF_8);
            content.position(content.position() + 16);
            if ((content.getInt() & 0x20) != 0) {
                variable += " time 0" + content.get();
                content.position(content.position() + 15);
                variable += " digest " + HexFormat.of().formatHex(sized(content));
            }
            variables.add(variable);
        }
        assertThat(content.hasRemaining()).isFalse();
        return variables;
    }

    private static byte[] sized(ByteBuffer content) {
        byte[] bytes = new byte[Math.toIntExact(content.getLong())];
        content.get(bytes);
        return bytes;
    }
}
