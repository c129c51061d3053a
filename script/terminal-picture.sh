#!/bin/sh
# Draws what a terminal shows as an SVG, for the README:  tmux capture-pane -p | terminal-picture.sh > docs/demo.svg
# Plain text only; the title is the first argument.
set -eu

awk -v title="${1:-./origami demo}" '
    function escaped(text) {
        gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
        return text
    }
    { lines[NR] = $0; if ($0 != "") last = NR }
    END {
        step = 18; top = 52; width = 720
        printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n",
            width, top + last * step + 12, width, top + last * step + 12
        printf "<title>%s</title>\n", escaped(title)
        print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#161b22\"/>"
        split("#ff5f56 #ffbd2e #27c93f", lights, " ")
        for (i = 1; i <= 3; i++) printf "<circle cx=\"%d\" cy=\"18\" r=\"6\" fill=\"%s\"/>\n", 20 * i, lights[i]
        printf "<text x=\"360\" y=\"22\" text-anchor=\"middle\" font-family=\"monospace\" font-size=\"13\" fill=\"#8b949e\">%s</text>\n",
            escaped(title)
        print "<g font-family=\"ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"14\" fill=\"#e6edf3\">"
        for (i = 1; i <= last; i++)
            if (lines[i] != "") printf "<text x=\"16\" y=\"%d\" textLength=\"%.1f\" xml:space=\"preserve\">%s</text>\n",
                top + i * step - 4, length(lines[i]) * 8.6, escaped(lines[i])
        print "</g>\n</svg>"
    }'
