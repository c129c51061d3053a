package dev.origami.http;

import dev.origami.protocol.WireReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Compresses long texts for clients that ask for it. */
final class Gzip {
    private Gzip() {}

    static boolean wanted(HttpFields headers, WireReply reply, int fromBytes) {
        String type = reply.headers().getOrDefault("Content-Type", "");
        boolean text = type.startsWith("text/") || type.contains("json");
        return text
                && reply.body().asByteArrayUnsafe().length >= fromBytes
                && headers.getValuesList(HttpHeader.ACCEPT_ENCODING).stream().anyMatch(Gzip::names);
    }

    private static boolean names(String acceptEncoding) {
        for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = each.strip().split(";", 2);
            boolean refused = parts.length == 2 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equals("gzip") && !refused) {
                return true;
            }
        }
        return false;
    }

    static byte[] of(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
