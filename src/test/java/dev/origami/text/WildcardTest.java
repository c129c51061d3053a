package dev.origami.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "abc,    abc,    true",
        "abc,    Abc,    false",
        "abc,    abcd,   false",
        "*,      '',     true",
        "?,      '',     true",
        "a?c,    ac,     true",
        "a?c,    abc,    true",
        "a?c,    abbc,   false",
        "a*c,    abbc,   true",
        "'a\\*', a*,     true",
        "'a\\*', ab,     false",
        "'a\\?', a?,     true",
        "'a\\\\b', 'a\\b', true",
        "'a\\b', 'a\\b', true",
        "a.c,    abc,    false",
        "2021-09-29T*, 2021-09-29T10:00:00.000Z, true",
    })
    void matchesTheWholeText(String pattern, String text, boolean matches) {
        assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(matches);
    }

    @Property
    void agreesWithTheRegularExpressionThatMeansTheSame(
            @ForAll @StringLength(max = 8) @Chars({'a', 'b', '*', '?', '\\'}) String pattern,
            @ForAll @StringLength(max = 8) @Chars({'a', 'b', '*', '\\'}) String text) {
        assertThat(Wildcard.of(pattern).matches(text))
                .isEqualTo(regex(pattern).matcher(text).matches());
    }

    @Property
    void aTextEscapedMatchesItselfAlone(
            @ForAll @StringLength(max = 10) @CharRange(from = ' ', to = '~') String text,
            @ForAll @StringLength(max = 10) @CharRange(from = ' ', to = '~') String other) {
        Wildcard pattern = Wildcard.of(text.replaceAll("[*?\\\\]", "\\\\$0"));

        assertThat(pattern.isLiteral()).isTrue();
        assertThat(pattern.literal()).isEqualTo(text);
        assertThat(pattern.matches(text)).isTrue();
        assertThat(pattern.matches(other)).isEqualTo(text.equals(other));
    }

    @Test
    void aHostilePatternTakesNoMoreTime() {
        Wildcard pattern = Wildcard.of("*a".repeat(200) + "b");

        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(pattern.matches("a".repeat(1000))).isFalse());
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0) {
                i++;
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
            } else if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append(".?");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
