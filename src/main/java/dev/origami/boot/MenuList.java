package dev.origami.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A menu of legacy GRUB, {@code menu.lst}: what to start by default, what when that fails, and the entries. What concerns
 * the screen ({@code timeout}, {@code hiddenmenu}, colours) is passed over: nobody sits before it.
 *
 * @param toTry entries by their place, the default first, then each that it falls back to
 */
record MenuList(List<Entry> entries, List<Integer> toTry) {
    private static final int MOST_ENTRIES = 256;

    MenuList {
        entries = List.copyOf(entries);
        toTry = List.copyOf(toTry);
    }

    /**
     * One entry.
     *
     * @param root where its paths begin that do not say it themselves; null: where the menu is
     * @param kernel a path; null when it names none
     * @param arguments the kernel's command line, without the kernel itself
     */
    record Entry(
            String title,
            @Nullable String root,
            @Nullable String kernel,
            String arguments,
            @Nullable String initrd) {}

    /** Reads a menu. Whatever it says, it is a menu: one without entries starts nothing. */
    static MenuList parse(String text) {
        List<Entry> entries = new ArrayList<>();
        List<Integer> fallbacks = new ArrayList<>();
        int chosen = 0;
        for (String line : text.split("[\r\n]+", -1)) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            String word = stripped.split("[\\s=]", 2)[0].toLowerCase(Locale.ROOT);
            String rest = stripped.substring(word.length()).replaceFirst("^\\s*=?\\s*", "");
            if (word.equals("title")) {
                if (entries.size() == MOST_ENTRIES) {
                    break;
                }
                entries.add(new Entry(rest, null, null, "", null));
            } else if (!entries.isEmpty()) {
                entries.add(with(entries.removeLast(), word, rest));
            } else if (word.equals("default")) {
                // What it last started would be "saved", in a file that this does not write.
                chosen = number(rest, 0);
            } else if (word.equals("fallback")) {
                for (String number : rest.split("\\s+", -1)) {
                    fallbacks.add(number(number, -1));
                }
            }
        }
        Set<Integer> toTry = new LinkedHashSet<>();
        boolean _ = toTry.add(chosen);
        toTry.addAll(fallbacks);
        int count = entries.size();
        toTry.removeIf(entry -> entry < 0 || entry >= count);
        return new MenuList(entries, List.copyOf(toTry));
    }

    private static Entry with(Entry entry, String word, String rest) {
        return switch (word) {
            case "root", "rootnoverify" ->
                new Entry(entry.title(), firstWord(rest), entry.kernel(), entry.arguments(), entry.initrd());
            case "kernel" -> {
                String line = rest;
                while (line.startsWith("--")) {
                    line = pastFirstWord(line);
                }
                yield new Entry(entry.title(), entry.root(), firstWord(line), pastFirstWord(line), entry.initrd());
            }
            case "initrd", "module" ->
                new Entry(entry.title(), entry.root(), entry.kernel(), entry.arguments(), firstWord(rest));
            default -> entry;
        };
    }

    private static String firstWord(String text) {
        return text.split("\\s", 2)[0];
    }

    private static String pastFirstWord(String text) {
        String[] words = text.split("\\s+", 2);
        return words.length < 2 ? "" : words[1];
    }

    private static int number(String text, int otherwise) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
