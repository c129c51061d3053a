package dev.origami.block.store;

/** What a record in a pack holds. The codes are part of the format. */
enum RecordKind {
    CHUNK(1),
    PAGE(2),
    ROOT(3),
    FOOTER(4);

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static boolean known(byte code) {
        return code >= 1 && code <= 4;
    }
}
