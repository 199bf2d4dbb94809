# Draws l1_versus_l2_path.csv, which 02_l1_versus_l2_path wrote, as l1_versus_l2_path.svg:
#     gnuplot examples/02_l1_versus_l2_path.gp      (in the folder of the csv)
csv = "l1_versus_l2_path.csv"
names = system("head -n 1 " . csv . " | cut -d , -f 4- | tr , ' '")
p = words(names)

colours = "#111111 #8c564b #1f77b4 #1199aa #d62728 #e07b00 #8456b8 #d0549f #2a962a #a08a00"
colour(j) = word(colours, (j - 1) % words(colours) + 1)
ink = "#333333"
soft = "#777777"
faint = "#cccccc"
heading(panel) = panel eq "L1" ? "{/=18 λ‖w‖_1}  makes weights exactly zero" \
                               : "{/=18 λ‖w‖^2}  only shrinks them"
zeros(panel) = panel eq "L1" ? "exact zeros, drawn grey" : "exact zeros"

set terminal svg size 960,450 dynamic rounded background "white" font "Helvetica,Arial,sans-serif" fontscale 1.1
set output "l1_versus_l2_path.svg"
set datafile separator comma
of(panel, c) = stringcolumn(1) eq panel ? column(c) : NaN  # column c of the rows of one penalty

# The largest weight of all, up or down, is the scale of both panels.
low = high = 0
do for [j = 1:p] {
    stats csv skip 1 using j + 3 nooutput
    low = STATS_min < low ? STATS_min : low
    high = STATS_max > high ? STATS_max : high
}
height = high - low

set multiplot layout 1, 2
set lmargin 7
set rmargin 6
set tmargin 4.6
set bmargin 3.4
set border 1 lc rgb faint
set grid ytics lc rgb "#eeeeee" lw 1
set tics nomirror out scale 0.5, 0 textcolor rgb ink
set format x "%g"
set logscale x
set xlabel "← stronger     λ     weaker →" textcolor rgb ink offset 0, 0.3
set ylabel "weight" textcolor rgb ink offset 1.2, 0
unset key

do for [panel in "L1 L2"] {
    # Where the lines end, from the lowest to the highest, and where their names stand: near, without touching.
    set xrange [*:*]
    set yrange [*:*]
    array last[p]
    array order[p]
    array stand[p]
    do for [j = 1:p] {
        stats csv skip 1 using (v = of(panel, j + 3), v == v ? end = v : 0, v) nooutput
        last[j] = end
        order[j] = j
    }
    do for [i = 1:p] {
        do for [k = 1:p - 1] {
            if (last[order[k]] > last[order[k + 1]]) { t = order[k]; order[k] = order[k + 1]; order[k + 1] = t }
        }
    }
    do for [k = 1:p] { stand[k] = last[order[k]] }
    do for [i = 1:100] {
        do for [k = 1:p - 1] {
            push = (0.05 * height - (stand[k + 1] - stand[k])) / 2
            if (push > 0) { stand[k] = stand[k] - push; stand[k + 1] = stand[k + 1] + push }
        }
    }
    unset label
    unset arrow
    do for [k = 1:p] {
        j = order[k]
        set arrow from graph 1.008, first last[j] to graph 1.028, first stand[k] nohead lw 1 lc rgb colour(j)
        set label word(names, j) at graph 1.035, first stand[k] left textcolor rgb colour(j)
    }
    set label heading(panel) at graph 0, 1.12 textcolor rgb ink
    set label zeros(panel) at graph 0, 1.02 font ",11" textcolor rgb soft

    stats csv skip 1 using (of(panel, 2)) nooutput
    set xrange [STATS_max:STATS_min]
    set yrange [low - 0.05 * height:high + 0.15 * height]
    plot 0 lc rgb faint, \
         for [j = 1:p] csv skip 1 using (of(panel, 2)):(of(panel, j + 3)) with lines lw 2 lc rgb colour(j), \
         for [j = 1:p] csv skip 1 using (of(panel, 2)):(of(panel, j + 3) == 0 ? 0 : NaN) with lines lw 2.5 lc rgb "#b0b0b0", \
         csv skip 1 every 11 using (of(panel, 2)):(high + 0.12 * height):3 with labels font ",11" textcolor rgb soft
    unset ylabel
}
unset multiplot
print "The picture: " . GPVAL_PWD . "/l1_versus_l2_path.svg"
