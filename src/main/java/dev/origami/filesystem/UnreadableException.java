package dev.origami.filesystem;

/** What is on the disk is not what it should be there, or more than anybody needs. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String why) {
        super(why);
    }
}
