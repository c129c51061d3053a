package dev.origami.boot;

/** A file is not what is to be started; the message says why, for whoever gave the file. */
public final class NotBootableException extends Exception {
    private static final long serialVersionUID = 1L;

    NotBootableException(String why) {
        super(why);
    }
}
