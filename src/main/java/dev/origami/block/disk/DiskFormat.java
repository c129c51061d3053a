package dev.origami.block.disk;

/** The formats of disk files that are taken in. A format is always named by whoever brings the file, never guessed here. */
public enum DiskFormat {
    RAW("raw"),
    QCOW2("qcow2"),
    VMDK("vmdk"),
    VHD("vpc"),
    VHDX("vhdx");

    private final String driver;

    DiskFormat(String driver) {
        this.driver = driver;
    }

    /** QEMU's name for it. */
    String driver() {
        return driver;
    }
}
