package dev.origami.zone;

/** What an operator wrote of places does not stand; the message says where and what. */
public final class PlacesException extends Exception {
    private static final long serialVersionUID = 1L;

    PlacesException(String message) {
        super(message);
    }
}
