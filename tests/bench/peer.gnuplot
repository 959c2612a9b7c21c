# SPDX-License-Identifier: GPL-3.0-or-later
# The film of scenes/lamb_lr1.scene by gnuplot: gnuplot -e "table='x.csv'; film='x.gif'" peer.gnuplot
set terminal gif animate delay 4 size 690,394
set output film
set datafile separator ","
set pm3d
set palette defined (0 "#440154", 0.5 "#21918c", 1 "#fde725")
set isosamples 100
unset colorbox
unset key
f(a, b) = sqrt((a - 5)**2 / 3 + (b - 3.5)**2 + 1.0 / 12)
do for [i=0:99] {
    set multiplot title sprintf("lr: 1 - Epoch: %d/100", i)
    set size 0.32, 0.45
    set origin 0, 0.48
    plot [-1.1:1.1] [-1:6] 5 * x + 3.5 + 0.5 * sin(1e4 * x) with points pt 7 ps 0.3, \
        x with lines
    set origin 0, 0
    plot [0:100] [-20:30] table every ::1::(i + 1) using 2:5 with lines, \
        table every ::1::(i + 1) using 2:6 with lines, table every ::1::(i + 1) using 2:7 with lines
    set size 0.68, 0.95
    set origin 0.32, 0
    set view 40, 110
    splot [-20:20] [-20:20] f(x, y) with pm3d, \
        table every ::1::(i + 1) using 5:6:7 with linespoints pt 7 ps 0.5
    unset multiplot
}
