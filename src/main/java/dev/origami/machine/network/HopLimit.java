package dev.origami.machine.network;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How far an answer of the metadata service goes. The answer says it itself, in its first header; the firewall of the
 * network reads it there and gives the packet that time to live, so a container behind a router of the guest's own gets
 * no answer under a limit of 1 (source section 11.1).
 */
public final class HopLimit {
    public static final int MOST = 64;

    /** The header that it is said in. */
    public static final String HEADER = "X-Hop-Limit";

    /** What an answer that says so begins with. */
    public static final String STATUS_LINE = "HTTP/1.1 200 OK\r\n";

    private static final int OCTET_BITS = 8;
    /** Of TCP, without options: the network's settings leave none. */
    private static final int TCP_HEADER_BITS = 160;

    private HopLimit() {}

    /** The header's value: always of two digits, so that it is always at the same place. */
    public static String value(int hops) {
        return String.format(Locale.ROOT, "%02d", hops);
    }

    /** The chains of nftables that hold answers to it. */
    static String chains() {
        String name = HEADER + ": ";
        int nameAt = TCP_HEADER_BITS + STATUS_LINE.length() * OCTET_BITS;
        int valueAt = nameAt + name.length() * OCTET_BITS;
        StringBuilder chains = new StringBuilder("chain limited {\n");
        for (int hops = 1; hops <= MOST; hops++) {
            chains.append("@th,")
                    .append(valueAt)
                    .append(",16 0x")
                    .append(hex(value(hops)))
                    .append(" ip ttl set ")
                    .append(hops)
                    .append('\n');
        }
        return chains.append("}\nchain hops {\ntype filter hook output priority filter; policy accept;\nip saddr ")
                .append(Firewall.METADATA)
                .append(" tcp sport 80 tcp doff 5 @th,")
                .append(nameAt)
                .append(',')
                .append(name.length() * OCTET_BITS)
                .append(" 0x")
                .append(hex(name))
                .append(" jump limited\n}\n")
                .toString();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
