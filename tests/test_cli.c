// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "program.h"

// A command line, its exit status, and a part of what it prints on standard error (NULL: nothing).
// `$S` is a folder with the scenes a.scene, b.scene, bad.scene and sub/a.scene.
struct line {
    const char *arguments;
    int status;
    const char *says;
    const char *writes; // a file that exists afterwards, or NULL: nothing is written
};

static const struct line lines[] = {
    {"", 2, "optanim: error: no scene given; see 'optanim --help'\n"},
    {"--hlep", 2, "optanim: error: unknown option '--hlep'; did you mean '--help'?\n"},
    {"--nonesuch", 2, "unknown option '--nonesuch'; see 'optanim --help'\n"},
    {"-x a.scene", 2, "unknown option '-x'"},
    {"''", 2, "expected the path of a scene, not nothing\n"},
    {"--explain a.scene b.scene", 2, "--explain: 'b.scene' is one argument too many\n"},
    {"--new c.scene --from post d.scene", 2, "--new: 'd.scene' is one argument too many\n"},
    {"--schema all", 2, "--schema: 'all' is one argument too many\n"},
    {"a.scene -o", 2, "-o needs an argument: PATH\n"},
    {"a.scene --quiet=yes", 2, "--quiet takes no argument\n"},
    {"a.scene --size 10", 2, "--size: expected WIDTHxHEIGHT, such as 1920x1080, not '10'\n"},
    {"a.scene --size 0x394", 2, "width and height must be 16 to 16384 pixels, not 0x394\n"},
    {"a.scene --size 1000000000x394", 2, "width and height must be 16 to 16384 pixels"},
    {"a.scene --size 20.5x30", 2, "whole numbers of pixels"},
    {"a.scene --fps nan", 2, "--fps: expected a number, not 'nan'\n"},
    {"a.scene --fps 0", 2, "--fps: expected a number from 0.1 to 240, not 0\n"},
    {"a.scene --text words", 2, "--text: expected paths or text, not 'words'\n"},
    {"a.scene --scale 0", 2, "--scale: expected a number from 0.1 to 16, not 0\n"},
    {"a.scene --scale 16 --size 4000x4000", 2, "--scale: width and height must be 16 to 16384"},
    {"a.scene --theme nowhere.theme", 3, "cannot read 'nowhere.theme': No such file"},
    {"a.scene -j 0", 2, "-j: expected a number from 1 to 1024, not 0\n"},
    {"a.scene --threads=1.5", 2, "--threads: expected a whole number, not 1.5\n"},
    {"a.scene --progress maybe", 2, "--progress: expected auto, always or never, not 'maybe'\n"},
    {"a.scene --quality 0", 2, "--quality: expected a number from 1 to 100, not 0\n"},
    {"a.scene --quality 101", 2, "--quality: expected a number from 1 to 100, not 101\n"},
    {"a.scene --quality drafty", 2, "--quality: expected a number, not 'drafty'\n"},
    {"a.scene --quality draft --encoder libx265 -o a.mp4", 2, "--quality is for the format's own"},
    {"a.scene --max-size 0", 2, "--max-size: expected bytes, such as 500K or 1.5M, not '0'\n"},
    {"a.scene --max-size 5KB", 2, "--max-size: expected bytes, such as 500K or 1.5M, not '5KB'\n"},
    {"a.scene --max-size -5K", 2, "--max-size: expected bytes, such as 500K or 1.5M, not '-5K'\n"},
    {"a.scene -f mp5", 2, "-f: unknown format 'mp5'; did you mean 'mp4'?\n"},
    {"a.scene -f ''", 2, "-f: unknown format ''; there are mp4, webm, gif"},
    {"a.scene -o ''", 2, "-o: expected a path, not nothing\n"},
    {"a.scene -o a.xyz", 2, "a.xyz: no format has this ending; there are .mp4, .webm, .gif"},
    {"a.scene -o -", 2, "-o - needs a format: -f raw, for example\n"},
    {"a.scene -o film", 2,
     "film has no extension that names a format: film.mp4, or film/ for a fo"},
    {"a.scene -o out.d/film", 2, "out.d/film has no extension that names a format"},
    {"a.scene -f csv -o - --json", 2, "--json and -o - would both write to standard output: give"},
    {"a.scene --embed html --json", 2, "--json and --embed would both write to standard output"},
    {"a.scene -o a.gif -f mp4", 2, "a.gif is gif by its ending, but -f says mp4\n"},
    {"a.scene -o out -f mp4,gif", 2, "several formats need a folder: -o out/\n"},
    {"a.scene b.scene -o a.mp4", 2, "several scenes need a folder to be written to"},
    {"a.scene sub/a.scene -o out/", 2,
     "a.scene and sub/a.scene would both be written to out/a.mp4\n"},
    {"a.scene a.scene", 2, "would both be written to a.mp4\n"},
    {"a.scene -o a.csv -o ./a.csv", 2, "a.csv would be written twice\n"},
    {"a.scene -o ./a.scene -f mp4", 2, "./a.scene would be written over the scene a.scene\n"},
    {"a.scene --gallery a.scene", 2, "--gallery a.scene would be written over a.scene\n"},
    {"a.scene --gallery ./a.mp4", 2, "--gallery ./a.mp4 would be written over a.mp4\n"},
    {"a.scene --depfile a.scene", 2, "--depfile a.scene would be written over a.scene\n"},
    {"a.scene -o out/ --depfile out/a.mp4", 2,
     "--depfile out/a.mp4 would be written over out/a.mp4\n"},
    {"a.scene -o out/ --poster --depfile out/a.poster.png", 2,
     "--depfile out/a.poster.png would be"},
    {"a.scene -o a%d.png -o ./a1.png", 2, "./a1.png would be written twice\n"},
    {"a.scene -o a%d.png -o a1%d.png", 2, " would be written twice\n"},
    {"a.scene -o sub/%d.png --depfile sub/0.png", 2,
     "--depfile sub/0.png would be written over sub/%d.png\n"},
    {"a.scene -f frames -o %d.scene --gallery 00.scene --check >/dev/null", 0, NULL},
    {"-q a.scene -o a%02d.png -o a1.png", 0, NULL, "a04.png"},
    {"a.scene --gallery x --depfile ./x", 2, "--depfile ./x would be written over --gallery x\n"},
    {"a.scene -o a.mp4 --frame 1", 2, "--frame picks the frame of a still"},
    {"a.scene -o a.mp4 --columns state", 2, "--columns adds to a table, but no output is one"},
    {"a.scene --frame 5", 2, "--frame 5: a.scene has frames 0 to 4, from the end -1 to -5\n"},
    {"a.scene --frame -6", 2, "--frame -6: a.scene has frames 0 to 4"},
    {"a.scene --check --frame 5 -o a.png", 2, "--frame 5: a.scene has frames 0 to 4"},
    {"a.scene --set epochs", 2, "--set epochs: the = is missing, as in --set epochs=0.5"},
    {"a.scene --set epoch=5", 3,
     "--set 1:1: error: unknown option 'epoch' for a scene or its optimizers; did you"},
    {"a.scene --set seed=2 --set epochs=x", 3, "--set 2:8: error: expected a number, not 'x'\n"},
    {"a.scene --set extends=b.scene", 3, "--set 1:9: error: 'extends' works in a scene file only"},
    {"a.scene --theme pots", 3, "--theme:1: error: unknown theme 'pots'; did you mean 'post'?\n"},
    {"nowhere.scene", 3, "nowhere.scene: error: cannot read: No such file or directory\n"},
    {"a.scene -o nowhere/a.mp4", 1, "cannot write 'nowhere/a.mp4': No such file or directory\n"},
    {"a.scene -o nowhere/a.csv", 1, "cannot write 'nowhere/a.csv': No such file or directory\n"},
    {"a.scene -o b.mp4 -o nowhere/a.csv", 1,
     "cannot write 'nowhere/a.csv': No such file or directory\n"},
    {"bad.scene -o out/", 3, "bad.scene:1:14: error: unknown optimizer 'lamp'"},
    {"--completion csh", 2, "--completion: there are bash, zsh, fish, not 'csh'\n"},
    {"--man scene | grep -q OPTANIM.*SCENE", 0, NULL},
    {"--man optimizer", 2, "--man: there are optanim, scene, not 'optimizer'\n"},
    {"--man=optimizer", 2, "--man: there are optanim, scene, not 'optimizer'\n"},
    {"--list optimisers", 2, "--list: unknown topic 'optimisers'; did you mean 'optimizers'?\n"},
    {"--list optimizers.lamp", 2, "--list: unknown optimizer 'lamp'; did you mean 'lamb'?\n"},
    {"bad.scene a.scene -o out/ -f csv", 1, "optanim: error: 1 of 2 scenes failed: bad\n",
     "out/a.csv"},
    {"a.scene bad.scene --check", 1, "1 of 2 scenes failed: bad\n"},
    {"a.scene b.scene --check", 0, NULL},
    {"a.scene -q -f csv", 0, NULL, "a.csv"},
    {"a.scene -f csv", 0, "a.csv\n", "a.csv"},
    {"-qo x.csv -- a.scene", 0, NULL, "x.csv"},
    {"-q -ox.csv a.scene", 0, NULL, "x.csv"},
    {"-q --output=x.csv a.scene", 0, NULL, "x.csv"},
    {"-q a.scene b.scene -o out/deep -f csv -o out/", 2, "several scenes need a folder"},
    {"-q a.scene b.scene -o out/deep/ -f csv -j 2", 0, NULL, "out/deep/b.csv"},
    {"-q a.scene -o sub -f csv", 0, NULL, "sub/a.csv"},
    {"-q a.scene --frame 0", 0, NULL, "a.png"},
    {"-q a.scene -o x.svg --scale 2 --theme paper", 0, NULL, "x.svg"},
    {"-q a.scene -f pdf", 0, NULL, "a.pdf"},
    {"-q a.scene -o x.svg -o /dev/full -f pdf", 2, "-f"},
    {"-q a.scene -f pdf -o /dev/full", 1, "cannot write '/dev/full': No space left on device\n"},
    {"-q a.scene --set background=transparent -o x.raw && cmp -n 4 x.raw /dev/zero", 0, NULL,
     "x.raw"},
    {"-q a.scene --set background=transparent -f webm", 0, NULL, "a.webm"},
    {"a.scene --set background=transparent -f webm --encoder libaom-av1:cpu-used=8", 0,
     "webm has no transparency; its background is #ffffff\n", "a.webm"},
    {"a.scene --set background=transparent -f mp4", 0,
     "mp4 has no transparency; its background is #ffffff\n", "a.mp4"},
    {"--list maps", 0, NULL},
    {"-q a.scene --frame=-5", 0, NULL, "a.png"},
    {"-q a.scene -o x.csv --poster", 0, NULL, "x.poster.png"},
    {"-q a.scene -o out/ --poster -f csv", 0, NULL, "out/a.poster.png"},
    {"-q a.scene --set epochs=3 -f csv -o - >x", 0, NULL, "x"},
    {"-q a.scene -f raw -o - | wc -c | grep -qx 61440", 0, NULL},
    // With standard error closed, a film's file must not receive the progress.
    {"-q a.scene -o x.raw && mkfifo p && { cat p >y.raw & } && "
     "\"$OPTANIM\" a.scene -f raw -o p --progress=always 2>&-; wait; cmp x.raw y.raw",
     0, NULL, "y.raw"},
    {"a.scene --progress=always -f csv", 0, "\033[K", "a.csv"},
    {"-q a.scene --sweep optimizers.0.lr=0.1,1 -f csv", 0, NULL, "a_lr1.csv"},
    {"-q a.scene --sweep optimizers.0.lr=0.1,1 -o 'l{value}.csv'", 0, NULL, "l0.1.csv"},
    {"-q a.scene --sweep optimizers.0.lr=0.1,1 --sweep start=[1,2],[3,4] -o 'x{lr}{start}.csv'", 0,
     NULL, "x1_3_4.csv"},
    {"-q a.scene --sweep optimizers.0.lr=0.1,1 --sweep seed=1,2 -o out/ -f csv && "
     "test $(ls out | wc -l) = 4",
     0, NULL, "out/a_lr0.1_seed2.csv"},
    {"-q a.scene --sweep lr=0.1,0.2 -o 'x{value}' -f csv --poster && test -s x0.1 && "
     "test -s x0.1.poster.png",
     0, NULL, "x0.2.poster.png"},
    {"-q a.scene --sweep lr=0.1,0.2 -o 'x.{lamb.lr}' -f csv --themes light,dark", 2, "x.{lamb.lr}"},
    {"-q a.scene --sweep lamb.lr=0.1,0.2 -o 'x.{lamb.lr}' -f csv --themes light,dark && "
     "test -s x.0.1.light",
     0, NULL, "x.0.2.dark"},
    {"-q a.scene -f frames -o out/ --poster", 0, NULL, "out/a.poster.png"},
    {"-q a.scene -o '%d.png' --poster", 0, NULL, "a.poster.png"},
    {"-q a.scene -o 'x.%d.png' --poster", 0, NULL, "x.poster.png"},
    {"a.scene --sweep optimizers.0.lr=0.1,1 -o l.csv", 2,
     "a sweep needs a folder to be written to, or {value} in the path: l.csv\n"},
    {"-q a.scene --sweep optimizers.0.lr=0.1,1,2 --grid -f csv && grep -q 'lr=2,' a.csv", 0, NULL,
     "a.csv"},
    {"-q a.scene --sweep optimizers.0=sgd,adam --sweep lr=1,2 --grid -o g.csv && "
     "grep -q 'adam lr=2,' g.csv",
     0, NULL, "g.csv"},
    {"a.scene --grid", 2, "a.scene: a grid needs a sweep of one or two keys, not 0\n"},
    {"a.scene --sweep optimizers.0.lr", 2, "the = is missing, as in --sweep optimizers.0.lr=0.01"},
    {"a.scene --sweep seed=1,,2", 2, "--sweep seed=1,,2: a value is missing\n"},
    {"a.scene --sweep seed=1,1", 2,
     "a.scene: two films of the sweep would be written to a_seed1.mp4\n"},
    {"a.scene --sweep seed=1,2 --sweep seed=3", 2,
     "--sweep seed=3: this key has its values already: give all to one --sweep\n"},
    {"a.scene --sweep seed=1 --sweep epochs=2,3 -o '{seed}_{seed}.csv'", 2,
     "a sweep needs a folder to be written to, or {epochs} in the path: {seed}_{seed}.csv\n"},
    {"a.scene --set optimizers=[sgd,adam] --sweep optimizers.0.lr=1,2 --sweep optimizers.1.lr=3 "
     "-o '{lr}.csv'",
     2, "or {0.lr} in the path: {lr}.csv\n"},
    {"-q a.scene --set optimizers=[sgd,adam] --sweep optimizers.0.lr=1,2 --sweep "
     "optimizers.1.lr=3 -o 'x{0.lr}_{1.lr}.csv' && grep -q '^adam,0,0,3,' x2_3.csv",
     0, NULL, "x1_3.csv"},
    {"a.scene --sweep optimizers.0.lrr=1,2; test $(wc -l <stderr) = 4", 0,
     "--sweep:14: error: unknown option 'lrr' for optimizer 'lamb'; did you mean 'lr'?\n"},
    {"bad_sweep.scene", 1, "bad_sweep.scene:2:32: error: expected a number or a schedule as",
     "bad_sweep_lr0.1.mp4"},
    {"-q swept.scene -f csv && grep -q '^lamb,0,0,0.1,' swept_lr0.1_titlea_b.csv", 0, NULL,
     "swept_lr_cosine_from_1_to_0_titlea_b.csv"},
    {"--explain swept.scene >x.scene && \"$OPTANIM\" -q x.scene -f csv && "
     "\"$OPTANIM\" -q swept.scene -f csv && cmp x_lr0.1_titlea_b.csv swept_lr0.1_titlea_b.csv",
     0, NULL, "x.scene"},
    {"-q a.scene b.scene sub/../b.scene --shard 2/3 -f csv -o out/", 2, "out/b.csv"},
    {"-q a.scene b.scene --shard 2/2 -f csv -o out/ && ! test -e out/a.csv", 0, NULL, "out/b.csv"},
    {"-q a.scene --sweep seed=1,2,3 --shard 3/3 -f csv && test $(ls *.csv | wc -l) = 1", 0, NULL,
     "a_seed3.csv"},
    {"-q a.scene --shard 2/2 -f csv", 0, NULL},
    {"a.scene --shard 3/2", 2,
     "--shard: expected K/N with K from 1 to N, such as 2/8, not '3/2'\n"},
    {"-q a.scene -f csv --json | grep -q '^{\"scene\": \"a.scene\", .*\"error\": null, .*"
     "{\"path\": \"a.csv\", \"format\": \"csv\", \"bytes\": [1-9].*\"frames\": 5, "
     "\"seconds\": 0.2, .*{\"label\": \"lamb\", \"final_loss\": [1-9]'",
     0, NULL, "a.csv"},
    {"bad.scene --check --json | grep -q '\"error\": \"bad.scene:1:14: error: unknown'", 0,
     "bad.scene:1:14", NULL},
    {"-q a.scene b.scene -f csv -o out/ --depfile d && grep -qx 'out/a.csv: a.scene' d && "
     "grep -qx 'out/b.csv: b.scene' d",
     0, NULL, "d"},
    {"-q a.scene -o 'a b.csv' --depfile d && grep -qx 'a..b.csv: a.scene' d", 0, NULL, "d"},
    {"-q a.scene -f csv --depfile nowhere/d", 1, "cannot write 'nowhere/d': No such file"},
    {"-q a.scene -f png -o out/ --depfile out/d --gallery out/g.html && test -s out/d", 0, NULL,
     "out/g.html"},
    {"-q a.scene -f png --gallery nowhere/g.html", 1, "cannot write 'nowhere/g.html': No such"},
    {"-q a.scene bad.scene -f csv -o out/ --depfile d; test $? = 1 && ! test -e d", 0,
     "1 of 2 scenes failed: bad\n", "out/a.csv"},
    {"-q bad.scene a.scene b.scene -f csv -o out/ -j1 --fail-fast", 1,
     "1 of 3 scenes failed: bad; 2 not begun\n"},
    {"-q bad.scene a.scene -f csv -o out/ -j1 --fail-fast --keep-going", 1,
     "1 of 2 scenes failed: bad\n", "out/a.csv"},
    {"-q a.scene -f csv --json >/dev/full", 1, "cannot write to standard output\n", "a.csv"},
    {"-q a.scene -f png --embed html >&-", 1, "cannot write to standard output\n", "a.png"},
    {"-q hostile.scene -f mp4,gif --embed html >e && ! grep -q '\"><script' e && "
     "grep -q '<source src=\"hostile.mp4\" type=\"video/mp4\">' e && "
     "grep -q 'autoplay loop muted playsinline controls width=\"64\" height=\"48\"' e && "
     "grep -q 'poster=\"hostile.poster.png\"' e && grep -q 'prefers-reduced-motion' e && "
     "grep -q 'alt=\"A &#34;&#62;&#60;script&#62; {{ x }}' e",
     0, NULL, "hostile.poster.png"},
    {"-q a.scene -f mp4,png --embed html >e && grep -q 'poster=\"a.png\"' e && "
     "! test -e a.poster.png",
     0, NULL, "e"},
    {"-q hostile.scene -f gif -o 'o/a \"b.gif' --embed markdown", 1, "cannot write"},
    {"-q hostile.scene -f gif -o 'a \"b.gif' --embed markdown >e && "
     "grep -q '^!.A &#34;&#62;&#60;script&#62; &#123;&#123; x &#125;&#125;' e && "
     "grep -q '](a%20%22b.gif)$' e",
     0, NULL, "e"},
    {"-q hostile.scene -f gif --embed jekyll >e && "
     "grep -q '{{ \"/hostile.gif\" | relative_url }}' e && ! grep -q '{{ x' e",
     0, NULL, "e"},
    {"a.scene -f csv,pdf -o out/ --embed html", 2,
     "--embed: no output is shown by a page, as a.mp4 or a.gif would be\n"},
    {"-q a.scene -f csv --poster --embed markdown >e && grep -qxF "
     "'![Optimizers at work: lamb](a.poster.png)' e",
     0, NULL, "e"},
    {"a.scene --gallery-title T", 2, "--gallery-title is for --gallery FILE"},
    {"a.scene --embed-base /a/", 2, "--embed-base is for --embed KIND"},
    {"a.scene --themes light,light", 2, "--themes: 'light' is named twice"},
    {"a.scene --themes light, -o a.mp4", 2, "--themes: expected names, such as light,dark"},
    {"a.scene --theme dark --themes light,dark", 2, "--theme and --themes: give one of them"},
    {"a.scene --sizes 64x48,64x64", 2, "--sizes: a page chooses by the width, and two are 64 wide"},
    {"a.scene --sizes 64x48,9", 2, "--sizes: expected WIDTHxHEIGHT, such as 1920x1080, not '9'"},
    {"-q a.scene -f png -o two/ --themes light,dark && test -f two/a.light.png && "
     "test -f two/a.dark.png && ! cmp -s two/a.light.png two/a.dark.png",
     0, NULL, "two"},
    {"-q a.scene -o two/ -f png --sizes 64x48,48x64 && test -f two/a.64x48.png && "
     "test -f two/a.48x64.png",
     0, NULL, "two"},
    {"a.scene --embed latex", 2,
     "--embed: there are html, markdown, jekyll, hugo, quarto, github, not 'latex'\n"},
    // It is no error if the reader of a list has left.
    {"--version >/dev/null; { sleep 0.1; \"$OPTANIM\" --list; } | true", 0, NULL},
    {"--version >/dev/full", 1, "cannot write to standard output\n"},
    // Also if the error appears only when the last bytes are flushed.
    {"--help >/dev/full", 1, "cannot write to standard output\n"},
    {"--list >/dev/full", 1, "cannot write to standard output\n"},
    {"--list --json >/dev/full", 1, "cannot write to standard output\n"},
    {"--man scene >/dev/full", 1, "cannot write to standard output\n"},
    {"--completion zsh >/dev/full", 1, "cannot write to standard output\n"},
    {"--schema >/dev/full", 1, "cannot write to standard output\n"},
    {"--explain a.scene >/dev/full", 1, "cannot write to standard output\n"},
    {"--check a.scene >/dev/full", 1, "cannot write to standard output\n"},
    {"-q a.scene -o a.png && \"$OPTANIM\" --extract a.png >/dev/full", 1,
     "cannot write to standard output\n", "a.png"},
    // Common typing mistakes.
    {"a.scene -o=y.mp4", 2, "-o=y.mp4: write -o y.mp4, or --output=y.mp4\n"},
    {"a.scene -f=gif", 2, "-f=gif: write -f gif, or --format=gif\n"},
    {"a.scene --set lr 0.5", 2, "--set lr: the = is missing, as in --set lr=0.5\n"},
    {"a.scene --set =0.5", 2, "--set =0.5: a key is missing before the =\n"},
    {"a.scene --set optimizers.1.lr=2 --check", 3, "there is no entry 1: there is one, 0\n"},
    {"a.scene --set optimizers=[] --set optimizers.0.lr=2 --check", 3,
     "there is no entry 0: there is none\n"},
    {"--list adam", 2, "--list: 'adam' is one of the optimizers: --list optimizers.adam\n"},
    {"--list rosenbrock", 2, "--list functions.rosenbrock\n"},
    {"--list optimizers.AdamW", 2, "unknown optimizer 'AdamW'; did you mean 'adamw'?\n"},
    {"--list optimizer", 2, "did you mean 'optimizers'?\n"},
    {"a.scene --outfile a.mp4", 2, "unknown option '--outfile'; did you mean '--output'?\n"},
    {"a.scene --epochs 20", 2, "unknown option '--epochs'; write --set epochs=VALUE\n"},
    {"a.scene --learning-rate 1", 2, "unknown option '--learning-rate'; write --set lr=VALUE\n"},
    {"a.scene --duration 3s", 2, "unknown option '--duration'; write --set video.duration=VALUE\n"},
    {"a.scene --points=9", 2,
     "unknown option '--points'; write --set problem.regression.data.points=VALUE\n"},
    {"a.scene -threads 3", 2, "unknown option '-threads'; did you mean '--threads'?\n"},
    {"a.scene --sweep lr=[1,2]", 3, "write sweep: {lr: [...]}, or --sweep lr=0.1,1\n"},
    {"a.scene --dry-run", 2, "unknown option '--dry-run'; did you mean '--check'?\n"},
    {"a.scene -f h264", 2, "-f: unknown format 'h264'; did you mean 'mp4'?\n"},
    {"a.scene -o x.frames", 2,
     "x.frames: 'frames' are numbered files: -o x.%05d.png, or -f frames -o x/\n"},
    {"a.scene -f frames -o x --depfile d", 2, "x: expected one number in the name, such as %04d"},
    {"a.scene -o 'x%.png' --check", 2, "x%.png: expected one number in the name, such as %04d"},
    {"a.scene -f frames -o -", 2, "-: expected one number in the name, such as %04d"},
    {"a.scene -o x.jpg", 2, "x.jpg: no format has this ending; did you mean 'x.png'?\n"},
    // --check describes the film.
    {"--check a.scene >report && grep -qx 'a.scene: 5 frames, 0.2 s' report", 0, NULL, "report"},
    {"--check a.scene --json >report && grep -q '\"frames\": 5, \"seconds\": 0.2' report", 0, NULL,
     "report"},
    {"--check bad.scene --json >report; grep -q '\"line\": 1, \"column\": 14, \"errors\": "
     "\\[{\"file\": \"bad.scene\", \"line\": 1, \"column\": 14, \"message\": \"unknown "
     "optimizer' report",
     0, "bad.scene:1:14: error: unknown optimizer", "report"},
    {"--check -q a.scene --set epochs=3001", 0, NULL},
    {"--check a.scene --set epochs=3000 >/dev/null", 0, NULL},
    {"--check a.scene --set epochs=3001 >/dev/null", 0,
     "a.scene: warning: the film takes 2:00 minutes; 'video.duration: 10s' would set its length\n"},
    {"--check a.scene --set epochs=9000 --set video.duration=300s >/dev/null", 0, NULL},
    {"-q a.scene -o a.png --set epochs=9000", 0, NULL, "a.png"},
    {"--check recorded.scene >/dev/null", 0, "run.txt: 1 of 5 rows lie behind the last step, 2, "},
    {"--check recorded.scene >/dev/null", 0, "run.txt: 1 of 5 rows lie between whole steps"},
    {"-q a.scene -o a.webp --set video.hold=16700s", 0, NULL, "a.webp"},
    {"-q a.scene -o a.webp --set video.hold=16800s", 3,
     "a.scene: error: webp shows a picture for at most 16777 s; 'video.hold' shows the last one "
     "for 16800 s"},
    {"-q a.scene -o a.apng --set video.hold=65500s", 0, NULL, "a.apng"},
    {"-q a.scene -f apng --set video.hold=65600s --check", 3, "apng shows a picture for at most"},
    {"-q a.scene -o a.png -o a.gif --set video.hold=86400s", 0, NULL, "a.gif"},
    {"-q a.scene -o a.avif --set video.loop=once", 0, NULL, "a.avif"},
};

static void test_command_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct line *line = &lines[i];
        char scratch[64];
        scratch_make(scratch);
        assert_int_equal(shell("mkdir '%ssub'", scratch), 0);
        file_write(scratch, "a.scene", "optimizers: [lamb]\nepochs: 5\nvideo: {size: [64, 48]}\n");
        file_write(scratch, "b.scene", "optimizers: [adam]\nepochs: 5\n");
        file_write(scratch, "sub/a.scene", "optimizers: [sgd]\nepochs: 5\n");
        file_write(scratch, "hostile.scene",
                   "optimizers: [lamb]\nepochs: 2\nvideo: {size: [64, 48]}\n"
                   "description: 'A \"><script> {{ x }} [film](of) it'\n");
        file_write(
            scratch, "swept.scene",
            "optimizers: [lamb]\nepochs: 3\n"
            "sweep: {optimizers.0.lr: [{cosine: {from: 1, to: 0}}, 0.1], title: ['a: b']}\n");
        file_write(scratch, "bad_sweep.scene",
                   "optimizers: [lamb]\nsweep: {optimizers.0.lr: [0.1, fast]}\n"
                   "epochs: 3\nvideo: {size: [64, 48]}\n");
        file_write(scratch, "bad.scene", "optimizers: [lamp]\n");
        file_write(scratch, "run.txt", "step,w0,w1\n0,1,2\n0.5,1,2\n1,2,3\n2,3,4\n3,4,5\n");
        file_write(scratch, "recorded.scene", "optimizers: [recorded: run.txt]\nepochs: 3\n");
        file_write(scratch, "stderr", "");
        int before = entry_count(scratch);
        int status = shell("cd '%s'; exec 2>stderr; \"$OPTANIM\" %s", scratch, line->arguments);
        struct source printed = file_read(scratch, "stderr");
        if (status != line->status)
            fail_msg("optanim %s: expected status %d, not %d:\n%s", line->arguments, line->status,
                     status, printed.text);
        bool says = line->says ? strstr(printed.text, line->says) != NULL : printed.length == 0;
        if (!says)
            fail_msg("optanim %s: expected\n%snot\n%s", line->arguments,
                     line->says ? line->says : "", printed.text);
        if (line->writes && shell("test -s '%s%s'", scratch, line->writes) != 0)
            fail_msg("optanim %s: no %s", line->arguments, line->writes);
        if (!line->writes && entry_count(scratch) != before)
            fail_msg("optanim %s: something was written", line->arguments);
        source_finish(&printed);
        scratch_remove(scratch);
    }
}

static void test_help_names_every_option(void **state) {
    (void)state;
    char *buffer = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&buffer, &length);
    options_help(command_table, file);
    fclose(file);
    const struct option *option, *other;
    for (size_t i = 0; (option = option_at(command_table, i)); i++) {
        struct text form = {0};
        text_printf(&form, "--%s", option->name);
        assert_non_null(strstr(buffer, form.data));
        assert_non_null(strstr(buffer, option->help));
        assert_true(option->group < GROUP_COUNT);
        for (size_t k = 0; k < i && (other = option_at(command_table, k)); k++) {
            assert_string_not_equal(option->name, other->name);
            assert_true(option->letter == 0 || option->letter != other->letter);
        }
        text_finish(&form);
    }
    free(buffer);
}

static void test_options_are_read(void **state) {
    (void)state;
    char words[][24] = {
        "a.scene", "-omp4.mp4",         "-f",     "mp4,gif",   "--frame",  "-2",      "--set",
        "a=1",     "--set=b=2",         "--size", "1920x1080", "--fps=60", "--theme", "post",
        "-qj3",    "--list=optimizers", "--",     "-o"};
    enum { WORDS = sizeof words / sizeof *words };
    char *arguments[WORDS];
    for (size_t i = 0; i < WORDS; i++)
        arguments[i] = words[i];
    struct options options;
    struct error error = {0};
    assert_true(options_read(&options, command_table, WORDS, arguments, &error));
    assert_int_equal(options.operands.count, 2);
    assert_string_equal(options.argument, "optimizers");
    assert_string_equal(options.operands.items[1], "-o");
    assert_int_equal(options.outputs.count, 1);
    assert_string_equal(options.outputs.items[0], "mp4.mp4");
    assert_int_equal(options.format_count, 2);
    assert_string_equal(options.formats[1]->name, "gif");
    assert_true(options.has_frame && options.frame == -2);
    assert_int_equal(options.sets.count, 2);
    assert_string_equal(options.sets.items[1], "b=2");
    assert_int_equal(options.width, 1920);
    assert_int_equal(options.height, 1080);
    assert_true(options.fps == 60);
    assert_string_equal(options.theme, "post");
    assert_true(options.quiet && !options.check);
    assert_string_equal(options.command->option.name, "list");
    assert_int_equal(options.jobs, 3);
    options_finish(&options);
}

// Sizes with units: powers of a thousand, in upper or lower case.
static void test_sizes(void **state) {
    (void)state;
    static const struct {
        const char *size;
        int64_t bytes;
    } sizes[] = {{"1", 1},           {"999", 999},
                 {"1K", 1000},       {"1k", 1000},
                 {"500K", 500000},   {"0.5k", 500},
                 {"1M", 1000000},    {"1.5m", 1500000},
                 {"2G", 2000000000}, {"1000000G", 1000000000000000}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char program[] = "optanim", scene[] = "a.scene", name[] = "--max-size";
        char *arguments[] = {program, scene, name, strdup(sizes[i].size), NULL};
        struct options options = {0};
        struct error error = {0};
        assert_true(options_read(&options, command_table, 4, arguments, &error));
        if (options.max_bytes != sizes[i].bytes)
            fail_msg("%s is %lld bytes", sizes[i].size, (long long)options.max_bytes);
        options_finish(&options);
        free(arguments[3]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_are_read),
        cmocka_unit_test(test_help_names_every_option),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_command_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
