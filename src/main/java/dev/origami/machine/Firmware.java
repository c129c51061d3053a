package dev.origami.machine;

/** What starts a guest from its disk. */
public enum Firmware {
    BIOS,
    UEFI
}
