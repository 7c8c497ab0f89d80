"""The curve of errors by number of known ratings, drawn by gnuplot."""
import shutil
import subprocess
import sys

# Okabe and Ito's colours, told apart by people of any colour vision; marks and dashes differ as well.
STYLES = [
    ("#000000", 7, 1), ("#999999", 6, 2), ("#E69F00", 5, 1), ("#56B4E9", 9, 2), ("#009E73", 4, 2),
    ("#CC79A7", 11, 1), ("#D55E00", 8, 2), ("#0072B2", 13, 1), ("#A65628", 10, 2), ("#332288", 12, 1),
]


def draw(curve, models, title, path):
    """Writes an SVG: a line for each model, over classes of histories of growing length."""
    if not shutil.which("gnuplot"):
        sys.exit("the picture is drawn by gnuplot: install the package gnuplot-nox")
    places = [i for i, n in enumerate(curve.counts) if n]
    ticks = ", ".join(f'"{curve.label(i)}" {x}' for x, i in enumerate(places))
    values = [curve.points[m][i] for m in models for i in places]
    low, high = min(values), max(values)
    room = 0.03 * (high - low)
    blocks, plots = [], []
    for n, model in enumerate(models):
        colour, mark, dash = STYLES[n % len(STYLES)]
        points = "\n".join(f"{x} {curve.points[model][i]:.6f}" for x, i in enumerate(places))
        blocks.append(f"$model{n} << END\n{points}\nEND\n")
        plots.append(
            f'$model{n} with linespoints lw 2 pt {mark} ps 0.7 dt {dash} lc rgb "{colour}" title "{model}"')
    script = f"""
set terminal svg size 1080,600 dynamic font "Helvetica,14" background rgb "white"
set output "{path}"
set title "{title}" noenhanced
set xlabel "ratings known of the user"
set ylabel "root mean squared error, stars"
set xtics ({ticks}) nomirror font ",12"
set ytics nomirror format "%.2f"
set grid ytics lc rgb "#dddddd" lt 1
set border 3
set xrange [-0.3:{len(places) - 0.7}]
set yrange [{low - room:.4f}:{high + room:.4f}]
set key outside right center noenhanced spacing 1.2
{"".join(blocks)}
plot {", ".join(plots)}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
