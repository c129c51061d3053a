package dev.origami.machine.uefi;

import java.nio.ByteBuffer;

/**
 * A variable of UEFI.
 *
 * @param vendor the GUID whose name space the name is of, 16 bytes in UEFI's order
 * @param timestamp 16 bytes: when an authenticated variable was signed; zeros for others
 * @param digest of the certificate that an authenticated variable belongs to; empty when there is none
 */
record UefiVariable(
        String name, ByteBuffer vendor, int attributes, ByteBuffer timestamp, ByteBuffer data, ByteBuffer digest) {
    private static final int TIME_BASED_AUTHENTICATED = 0x20;

    boolean isAuthenticated() {
        return (attributes & TIME_BASED_AUTHENTICATED) != 0;
    }

    UefiVariable withDigest(ByteBuffer newDigest) {
        return new UefiVariable(name, vendor, attributes, timestamp, data, newDigest);
    }

    /** Whether they are values of the same variable. */
    boolean isSame(UefiVariable other) {
        return name.equals(other.name) && vendor.equals(other.vendor);
    }
}
