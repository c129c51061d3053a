package dev.origami.machine.host;

/**
 * Something that a host can do, or not.
 *
 * @param purpose what it is for, in a few words
 * @param detail what the trial showed
 * @param remedy the command that mends it; empty when nothing has to be mended, or no command can
 */
public record Ability(Kind kind, String purpose, boolean present, String detail, String remedy) {
    /** What is tried. */
    public enum Kind {
        QEMU,
        QEMU_ARM64,
        UEFI,
        TPM,
        KVM,
        QEMU_IMG,
        SSH,
        NAMESPACES,
        TAP,
        FIREWALL,
        NAMESPACE_TOOLS,
        SLIRP,
        DHCP,
        RELAY,
        PORT_22;

        /** Whether guests' networks in namespaces need it. */
        boolean isForNamespaceNetworks() {
            return switch (this) {
                case NAMESPACES, TAP, FIREWALL, NAMESPACE_TOOLS, SLIRP, DHCP, RELAY -> true;
                case QEMU, QEMU_ARM64, UEFI, TPM, KVM, QEMU_IMG, SSH, PORT_22 -> false;
            };
        }
    }
}
