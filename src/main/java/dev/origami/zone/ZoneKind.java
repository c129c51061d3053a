package dev.origami.zone;

/** The kinds of zones (source section 8). */
public enum ZoneKind {
    AVAILABILITY_ZONE("availability-zone"),
    /** Near people, and part of a region all the same: its parent zone. Accounts opt into it. */
    LOCAL_ZONE("local-zone"),
    /** In the network of a carrier, whose addresses its servers have. Accounts opt into it. */
    WAVELENGTH_ZONE("wavelength-zone");

    private final String wire;

    ZoneKind(String wire) {
        this.wire = wire;
    }

    /** EC2's word for it. */
    public String wire() {
        return wire;
    }
}
