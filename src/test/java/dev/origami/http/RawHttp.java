package dev.origami.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;

/** One connection, on which bytes are sent as they are and answers are taken apart. */
final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final int port;

    RawHttp(int port) throws IOException {
        this.port = port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    record Answer(int status, Map<String, String> headers, SdkBytes body) {
        String text() {
            return body.asUtf8String();
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a request with a good Host and the headers given (lines that end in CRLF). */
    RawHttp request(String line, String headers, String body) throws IOException {
        return send(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + "\r\n" + body);
    }

    /** A form POST. */
    Answer post(String form) throws IOException {
        return request(
                        "POST /",
                        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: "
                                + form.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n",
                        form)
                .answer();
    }

    Answer answer() throws IOException {
        return answer(false);
    }

    /** The next answer; of one to a HEAD there is no body. */
    Answer answer(boolean head) throws IOException {
        InputStream in = socket.getInputStream();
        String line = line(in);
        if (!line.startsWith("HTTP/1.1 ")) {
            throw new IOException("no answer but: " + line);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = head ? new byte[0] : in.readNBytes(length);
        return new Answer(Integer.parseInt(line.substring(9, 12)), headers, SdkBytes.fromByteArrayUnsafe(body));
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new IOException("the server neither answered nor closed", e);
        }
    }

    /** No more is sent from here. */
    RawHttp end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
