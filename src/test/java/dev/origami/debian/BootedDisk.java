package dev.origami.debian;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plain emulated machine that boots a disk, its serial line and its control socket. Closing it ends it. */
final class BootedDisk implements AutoCloseable {
    /** Where the root port of a device name's letter sits. */
    private static final int FIRST_PORT_DEVICE = 0x10;

    private final Process process;
    private final Path control;
    private final StringBuilder serial = new StringBuilder();
    private boolean ended;

    /** Boots an overlay; letters are the device names that get a root port, and the first one is the disk's. */
    BootedDisk(Path overlay, String letters, String tmpfiles, Path directory) throws IOException {
        control = directory.resolve("qmp");
        List<String> command = new ArrayList<>(List.of(
                "qemu-system-x86_64", "-machine", "q35,accel=tcg", "-m", "1024", "-smp", "2", "-display", "none"));
        command.addAll(List.of("-nic", "none", "-serial", "stdio", "-qmp", "unix:" + control + ",server=on,wait=off"));
        command.addAll(List.of(
                "-smbios", "type=11,value=io.systemd.credential:tmpfiles.extra=" + tmpfiles.replace(",", ",,")));
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            int port = letter - 'a';
            command.addAll(List.of(
                    "-device",
                    "pcie-root-port,bus=pcie.0,multifunction=on,id=%c,chassis=%d,addr=%x.%d"
                            .formatted(letter, port + 1, FIRST_PORT_DEVICE + port / 8, port % 8)));
        }
        command.addAll(List.of(
                "-blockdev",
                "driver=qcow2,node-name=root,file.driver=file,file.filename=" + overlay,
                "-device",
                "virtio-blk-pci,drive=root,bus=" + letters.charAt(0)));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofVirtual().start(this::readSerial);
    }

    private void readSerial() {
        byte[] bytes = new byte[4096];
        try {
            for (int n = process.getInputStream().read(bytes);
                    n >= 0;
                    n = process.getInputStream().read(bytes)) {
                append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            append(e.toString());
        }
        synchronized (serial) {
            ended = true;
            serial.notifyAll();
        }
    }

    private void append(String text) {
        synchronized (serial) {
            serial.append(text);
            serial.notifyAll();
        }
    }

    /** Waits for a text on the serial line; gives what follows it on its line, as far as that has come. */
    String await(String text, Duration limit) throws InterruptedException {
        return await(text, "", limit);
    }

    /** The same, and waits until all of that line has come. */
    String awaitLine(String text, Duration limit) throws InterruptedException {
        return await(text, "\n", limit);
    }

    private String await(String text, String then, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (serial) {
            while (serial.indexOf(text) < 0 || serial.indexOf(then, serial.indexOf(text) + text.length()) < 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || ended) {
                    throw new AssertionError("no '" + text + "' on the serial line, which ends with:\n"
                            + serial.substring(Math.max(0, serial.length() - 4000)));
                }
                serial.wait(left);
            }
            int begin = serial.indexOf(text) + text.length();
            int lineEnd = serial.indexOf("\n", begin);
            return serial.substring(begin, lineEnd < 0 ? serial.length() : lineEnd);
        }
    }

    /** Sends commands over QMP, and gives the replies. */
    List<String> control(String... commands) throws IOException {
        List<String> replies = new ArrayList<>();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(control));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            in.readLine();
            ask(channel, in, "{'execute':'qmp_capabilities'}");
            for (String command : commands) {
                replies.add(ask(channel, in, command));
            }
        }
        return replies;
    }

    private static String ask(SocketChannel channel, BufferedReader in, String command) throws IOException {
        channel.write(ByteBuffer.wrap(command.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        String reply = in.readLine();
        while (reply != null && reply.contains("\"event\"")) {
            reply = in.readLine();
        }
        return String.valueOf(reply);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
