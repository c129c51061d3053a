package dev.origami.id;

/** What an image is of, which its id begins with (source section 7.5). */
public enum ImageKind {
    MACHINE("ami", "machine"),
    KERNEL("aki", "kernel"),
    RAM_DISK("ari", "ramdisk");

    private final String prefix;
    private final String wire;

    ImageKind(String prefix, String wire) {
        this.prefix = prefix;
        this.wire = wire;
    }

    /** What ids of it begin with. */
    public String prefix() {
        return prefix;
    }

    /** In EC2's words. */
    public String wire() {
        return wire;
    }
}
