package dev.origami.config;

/**
 * How far the search for one page goes (decision 0009).
 *
 * @param examined how many rows it looks at, at least
 * @param examinedPerItem and for each item that the page may have
 * @param few as many rows are looked at in any order and sorted; of more, those are taken that an index has in order
 * @param steps how far it looks ahead to tell which index leads to fewer rows
 */
public record SearchLimits(int examined, int examinedPerItem, int few, int steps) {
    public static SearchLimits defaults() {
        return new SearchLimits(3000, 20, 500, 250);
    }

    /** How many rows may be looked at for a page of that size. */
    public int examined(int size) {
        return (int) Math.min(Integer.MAX_VALUE / 2, examined + (long) examinedPerItem * size);
    }
}
