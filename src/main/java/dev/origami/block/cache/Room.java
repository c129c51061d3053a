package dev.origami.block.cache;

/** The space that all cache files share. */
interface Room {
    /** Takes space, for which a cache that nobody uses may have to go; false if there is none to be had. */
    boolean take(long bytes);

    /** Gives back what was taken and not used. */
    void giveBack(long bytes);

    /** Says that the disk itself is full, whatever the bound. */
    void diskFull();
}
