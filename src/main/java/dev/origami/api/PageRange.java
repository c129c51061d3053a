package dev.origami.api;

/**
 * What one describe call takes as MaxResults (source appendix C).
 *
 * @param smallest what is less is refused
 * @param largest what is more is refused
 * @param honoured a page never has more, even when more may be asked for
 */
public record PageRange(int smallest, int largest, int honoured) {
    public static PageRange of(int smallest, int largest) {
        return new PageRange(smallest, largest, largest);
    }
}
