package dev.origami.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines that a person can paste into any shell, from any directory. */
final class ShellText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellText() {}

    static String line(List<String> words) {
        return words.stream().map(ShellText::quoted).collect(Collectors.joining(" "));
    }

    /** The script that started this program; {@code ./origami} where none did. */
    static String launcher() {
        return System.getProperty("origami.launcher", "./origami");
    }

    private static String quoted(String word) {
        String home = System.getenv("HOME");
        if (home != null && word.startsWith(home + "/") && PLAIN.matcher(word).matches()) {
            return "~" + word.substring(home.length());
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
