package dev.origami.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of one filter: a text matches when it is one of the literals, or one of the patterns matches it (source
 * section 4.5). Without any value nothing does.
 */
public record TextMatch(Set<String> literals, List<Wildcard> patterns) {
    public TextMatch {
        literals = Set.copyOf(literals);
        patterns = List.copyOf(patterns);
    }

    /** The values as a user gives them, with wildcards and escapes. */
    public static TextMatch of(List<String> values) {
        Set<String> literals = new LinkedHashSet<>();
        List<Wildcard> patterns = new ArrayList<>();
        for (String value : values) {
            Wildcard pattern = Wildcard.of(value);
            if (pattern.isLiteral()) {
                literals.add(pattern.literal());
            } else {
                patterns.add(pattern);
            }
        }
        return new TextMatch(literals, patterns);
    }

    public boolean matches(String text) {
        return literals.contains(text) || patterns.stream().anyMatch(pattern -> pattern.matches(text));
    }
}
