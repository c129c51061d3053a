package dev.origami.machine.qemu;

import dev.origami.machine.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PCIe root ports of a machine, all of them there from its start. The place of a disk's port tells its letter to the
 * guest, which has no other way to learn by which name a user attached a volume.
 */
final class Ports {
    static final String NETWORK = "port-net";
    /** The place of the screen on the root bus, away from those of the ports. */
    static final String SCREEN = "1d.0";

    private static final String PREFIX = "port-";
    private static final String SPARE = "port-spare";
    /** The letter {@code a} is function 0 of this device on the root bus, and so on. */
    private static final int FIRST_LETTER_DEVICE = 0x10;

    private static final int OTHER_DEVICE = 0x02;
    private static final int FUNCTIONS = 8;
    private static final Pattern NAME = Pattern.compile("(?:/dev/)?(?:sd|xvd)([a-z])[0-9]*");

    private Ports() {}

    /** QEMU's arguments that make the ports: of the letters, of the network, and of disks without a letter of their own. */
    static List<String> arguments(int spares) {
        List<String> arguments = new ArrayList<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            add(arguments, PREFIX + letter, FIRST_LETTER_DEVICE, letter - 'a');
        }
        add(arguments, NETWORK, OTHER_DEVICE, 0);
        for (int i = 0; i < spares; i++) {
            add(arguments, SPARE + i, OTHER_DEVICE, 1 + i);
        }
        return arguments;
    }

    private static void add(List<String> arguments, String id, int firstDevice, int number) {
        int device = firstDevice + number / FUNCTIONS;
        int function = number % FUNCTIONS;
        int chassis = device * FUNCTIONS + function;
        arguments.add("-device");
        // No room for I/O ports, which nothing here uses, and of which there is not enough for so many.
        arguments.add("pcie-root-port,id=%s,bus=pcie.0,chassis=%d,addr=%x.%d,multifunction=on,io-reserve=0"
                .formatted(id, chassis, device, function));
    }

    /** The ports that fit a disk, the best one first. */
    private static List<String> fitting(Disk disk, int spares) {
        List<String> ports = new ArrayList<>();
        Matcher name = NAME.matcher(disk.device());
        if (disk.boots()) {
            ports.add(PREFIX + 'a');
        } else if (name.matches()) {
            ports.add(PREFIX + name.group(1));
        }
        for (int i = 0; i < spares; i++) {
            ports.add(SPARE + i);
        }
        return ports;
    }

    /** The port for a disk when these are taken; empty when there is none left. */
    static Optional<String> free(Disk disk, Set<String> taken, int spares) {
        return fitting(disk, spares).stream()
                .filter(port -> !taken.contains(port))
                .findFirst();
    }
}
