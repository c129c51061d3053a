package dev.origami.http;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Keeps web pages of others away. A page may send requests to any address, under a name that its owner makes point
 * here; so a request must call this server by a name of its own, and one that a browser marks as another page's is
 * refused, whatever its signature.
 */
final class OwnOrigin {
    private static final int HTTP_PORT = 80;
    private static final Set<String> SAME = Set.of("same-origin", "none");

    private final URI uri;
    private final int port;
    private final Set<String> names;
    /** Listening everywhere: any address is then one of ours; a page can lie about names, not about addresses. */
    private final boolean everywhere;

    OwnOrigin(String host, int port) {
        this.port = port;
        String own = bracketed(host.toLowerCase(Locale.ROOT));
        names = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
        names.add(own);
        everywhere = own.equals("0.0.0.0") || own.equals("[::]");
        uri = URI.create("http://" + (everywhere ? "127.0.0.1" : own) + ":" + port);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    URI uri() {
        return uri;
    }

    /** Why the request is refused, if it is. */
    Optional<String> objection(HttpFields headers) {
        List<String> hosts = headers.getValuesList(HttpHeader.HOST);
        if (hosts.size() != 1 || !isOwn(hosts.getFirst().toLowerCase(Locale.ROOT))) {
            return Optional.of("The header Host names another server than this one");
        }
        String own = "http://" + hosts.getFirst();
        for (String origin : headers.getValuesList(HttpHeader.ORIGIN)) {
            if (!origin.equalsIgnoreCase(own)) {
                return Optional.of("The header Origin names another page than this server's");
            }
        }
        for (String site : headers.getValuesList("Sec-Fetch-Site")) {
            if (!SAME.contains(site)) {
                return Optional.of("The request comes from another site's page");
            }
        }
        return Optional.empty();
    }

    private boolean isOwn(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean withPort = colon > authority.lastIndexOf(']');
        String name = withPort ? authority.substring(0, colon) : authority;
        String asked = withPort ? authority.substring(colon + 1) : Integer.toString(HTTP_PORT);
        return asked.equals(Integer.toString(port)) && (names.contains(name) || (everywhere && isAddress(name)));
    }

    private static boolean isAddress(String name) {
        return name.matches("[0-9.]+") || name.matches("\\[[0-9a-f:.]+]");
    }
}
