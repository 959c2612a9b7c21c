#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants small faults in the sources, one at a time, and tells which of them no test notices.

    tests/mutations/mutate.py --draw 60 --seed 1        sixty faults, drawn by a seed
    tests/mutations/mutate.py --list | wc -l            how many there are
    tests/mutations/mutate.py --draw 5 'src/encode/**'  of some files

It works in a copy of the tree with a build of its own (build-mutations/), so that nothing here is
touched. Survivors are printed as `file:line: what was -> what it became`; the status is 1 where
there are any. What changes nothing that anybody could see is named in equivalent.txt and not drawn.
"""
import argparse
import glob
import os
import random
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# The rooms whose numbers and pictures must be right. Those that are not there are passed over.
ROOMS = "optim problem sim scene figure plot panels draw encode".split()
# Pages need a browser, and README's lines are run by other tests, too. test_memory needs the allocator of
# src/base/allocation.c in the program itself.
LEFT_OUT = "web_|readme|test_memory"
# Where ctest keeps what each test cost, below the build's folder.
COSTS = "Testing/Temporary/CTestCostData.txt"

OPERATORS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "+": "-", "-": "+", "*": "/", "/": "*", "&&": "||", "||": "&&",
    "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "<<": ">>", ">>": "<<", "%": "*",
}
# Only with spaces around, so that pointers, signs and headers are left alone.
OPERATOR = re.compile(r"(?<= )(<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|<<|>>|[-+*/%<>])(?= )")
NUMBER = re.compile(r"(?<![\w.])(\d+\.\d+(?:e-?\d+)?|\d+e-?\d+|\d+)(?![\w.])")
# A whole statement that is no declaration: a call, or a change of something.
STATEMENT = re.compile(r"^\s+(?:[a-z_]\w*\(.*\)|[*a-z_][\w.>\[\]+*-]* [-+*/|&]?= .+|\w+(?:\+\+|--));$")


def blank(text):
    """The text with comments, strings and lines of the preprocessor replaced by spaces."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|^#(?:\\\n|[^\n])*'
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.M | re.S)


def one_more(number):
    if re.fullmatch(r"\d+", number):
        return str(int(number) + 1)
    return "%g" % (float(number) * 1.25) if float(number) else "1.0"


def mutations_of(path):
    """All faults of a file, as (line number from 0, the line with the fault)."""
    with open(path) as file:
        text = file.read()
    lines = text.split("\n")
    for i, (line, code) in enumerate(zip(lines, blank(text).split("\n"))):
        for match in OPERATOR.finditer(code):
            yield i, line[:match.start()] + OPERATORS[match.group()] + line[match.end():]
        for match in NUMBER.finditer(code):
            yield i, line[:match.start()] + one_more(match.group()) + line[match.end():]
            if match.group() not in ("0", "1") and match.group().isdigit():
                less = str(int(match.group()) - 1)
                yield i, line[:match.start()] + less + line[match.end():]
        match = re.match(r"(\s+(?:\} else )?if \()(.*)(\)(?: \{)?)$", code)
        if match and code.count("(") == code.count(")"):
            yield i, line[:match.end(1)] + "!(" + line[match.end(1):match.start(3)] + ")" + \
                line[match.start(3):]
        if STATEMENT.match(code):
            yield i, re.match(r"\s*", line).group() + ";"


def equivalents():
    """What is not drawn: file name, the line as it is, and as it becomes."""
    known = set()
    with open(os.path.join(HERE, "equivalent.txt")) as file:
        for entry in re.findall(r"^(\S+): (.*)\n +-> (.*)$", file.read(), flags=re.M):
            known.add(entry)
    return known


def all_mutations(patterns):
    patterns = patterns or ["src/%s/**/*.c" % room for room in ROOMS]
    known = equivalents()
    paths = set()
    for pattern in patterns:
        paths.update(glob.glob(os.path.join(ROOT, pattern), recursive=True))
    for path in sorted(paths):
        if path.endswith(".c"):
            lines = open(path).read().split("\n")
            for number, changed in mutations_of(path):
                names = (os.path.basename(path), lines[number].strip(), changed.strip())
                if names not in known:
                    yield os.path.relpath(path, ROOT), number, changed


def run(arguments):
    """Runs a command; returns its status, 0 where it is well, and what it printed."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    return done.returncode, done.stdout


class Copy:
    """A copy of the tree as it is now, which is built and tested again after each fault.

    Its core is a shared library: a fault then costs one link instead of one for each test. Tests are
    run in an order that finds most faults soonest.
    """

    def __init__(self, folder, jobs, timeout, tests, left_out):
        self.tree, self.jobs = os.path.join(folder, "tree"), jobs
        self.timeout, self.tests, self.left_out = timeout, tests, left_out
        self.build_folder = os.path.join(folder, "build")
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"],
                                check=True, capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            source, target = os.path.join(ROOT, name), os.path.join(self.tree, name)
            if not os.path.isfile(source):
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if not os.path.isfile(target) or open(source, "rb").read() != open(target, "rb").read():
                shutil.copy(source, target)
        for folder_name, _, names in os.walk(os.path.join(self.tree, "src")):
            for name in names:  # moved or removed since
                path = os.path.join(folder_name, name)
                if not os.path.exists(os.path.join(ROOT, os.path.relpath(path, self.tree))):
                    os.remove(path)
        self.share_core()
        status, output = run(["cmake", "-S", self.tree, "-B", self.build_folder,
                              "-DCMAKE_BUILD_TYPE=Release", "-DOPTANIM_WERROR=OFF",
                              "-DCMAKE_C_FLAGS=-fPIC",
                              "-DCMAKE_LINK_DEPENDS_NO_SHARED=ON"])
        status, output = (status, output) if status else self.build()
        if status != 0:
            sys.exit("the tree does not build\n" + output)
        status, output = self.test()
        if status != 0:
            sys.exit("the tests fail without a fault\n" + output)
        self.seconds = dict(self.costs())
        self.kills = dict.fromkeys(self.seconds, 1)

    def share_core(self):
        path = os.path.join(self.tree, "CMakeLists.txt")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("add_library(optanim_core STATIC", "add_library(optanim_core SHARED"))

    def costs(self):
        """How many seconds each test took, as ctest keeps it."""
        with open(os.path.join(self.build_folder, COSTS)) as file:
            for name, _, seconds in re.findall(r"^(\S+) (\d+) (\S+)$", file.read(), flags=re.M):
                yield name, float(seconds)

    def order(self, path):
        """Has ctest begin with what has killed most for its time, and with what is named as the file.

        It takes what has the highest cost first.
        """
        stem = os.path.splitext(os.path.basename(path))[0]
        with open(os.path.join(self.build_folder, COSTS), "w") as file:
            for name, seconds in self.seconds.items():
                worth = self.kills[name] / (0.2 + seconds) * (10 if stem in name else 1)
                file.write("%s 1 %f\n" % (name, worth))
            file.write("---\n")

    def build(self):
        return run(["cmake", "--build", self.build_folder, "-j%d" % self.jobs])

    def test(self):
        # What hangs is ended by ctest, and the first failure ends all.
        # One at a time, ctest would keep to its own order.
        return run(["ctest", "--test-dir", self.build_folder, "-j%d" % max(2, self.jobs), "-E", self.left_out,
                    "-R", self.tests, "--no-tests=error", "--stop-on-failure", "--timeout",
                    str(self.timeout)])

    def plant(self, path, number, changed):
        """Returns 'survives', 'dies' or 'does not build'."""
        target = os.path.join(self.tree, path)
        with open(target) as file:
            text = file.read()
        lines = text.split("\n")
        lines[number] = changed
        try:
            with open(target, "w") as file:
                file.write("\n".join(lines))
            if self.build()[0] != 0:
                return "does not build"
            self.order(path)
            status, output = self.test()
            for name in re.findall(r"Test +#\d+: (\S+) [. ]*\*\*\*", output):
                self.kills[name] += 1
            return "survives" if status == 0 else "dies"
        finally:
            with open(target, "w") as file:
                file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draw", type=int, default=60, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=60, help="seconds that a test may take")
    parser.add_argument("--tests", default=".", help="a pattern of those that are run")
    parser.add_argument("--leave-out", default="soak", help="a pattern of those that are not")
    parser.add_argument("--folder", default=os.path.join(ROOT, "build-mutations"))
    parser.add_argument("--list", action="store_true", help="print all faults and plant none")
    parser.add_argument("files", nargs="*", help="patterns such as 'src/encode/**'")
    options = parser.parse_args()

    mutations = list(all_mutations(options.files))
    if options.list:
        for path, number, changed in mutations:
            print("%s:%d: %s" % (path, number + 1, changed.strip()))
        return 0
    random.Random(options.seed).shuffle(mutations)
    copy = Copy(options.folder, options.jobs, options.timeout, options.tests,
                LEFT_OUT + "|" + options.leave_out)
    planted = survivors = 0
    for path, number, changed in mutations:
        if planted == options.draw:
            break
        fate = copy.plant(path, number, changed)
        if fate == "does not build":
            continue
        planted += 1
        survivors += fate == "survives"
        before = open(os.path.join(ROOT, path)).read().split("\n")[number].strip()
        print("%s %s:%d: %s -> %s" % (fate.ljust(8), path, number + 1, before, changed.strip()),
              flush=True)
    print("%d of %d faults survive (seed %d, %d in all)" %
          (survivors, planted, options.seed, len(mutations)))
    return survivors > 0


if __name__ == "__main__":
    sys.exit(main())
