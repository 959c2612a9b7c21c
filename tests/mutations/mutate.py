#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants small faults in the sources, one at a time, and tells which of them no test notices.

    tests/mutations/mutate.py --draw 60 --seed 1        sixty faults, drawn by a seed
    tests/mutations/mutate.py --list | wc -l            how many there are
    tests/mutations/mutate.py --draw 5 'src/encode/**'  of some files
    tests/mutations/mutate.py --again FILE              those that an earlier run printed

It works in a copy of the tree with a build of its own (build-mutations/), so that nothing here is
touched. A fault meets the tests that run its line (reach.py). Each is printed as `file:line: what was -> what it became`; the status is 1 where more survive
than --allow says. What changes nothing that anybody could see is named in equivalent.txt and not drawn.
"""
import argparse
import collections
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys

from reach import Reach, files_below

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# The rooms whose numbers and pictures must be right. Those that are not there are passed over.
ROOMS = "optim problem sim scene figure plot panels draw encode".split()
# Pages need a browser, and README's lines are run by other tests, too. test_memory needs the allocator of
# src/base/allocation.c in the program itself. test_soak is long, and finds what is lost over hours.
LEFT_OUT = "web_|readme|test_memory|test_soak"
# An index out of its array ends the program, as in the build with sanitizers that tests are run with, too.
FLAGS = "-O2 -fPIC -fsanitize=bounds,object-size,shift,integer-divide-by-zero -fsanitize-undefined-trap-on-error"
MEMORY_MOST = 8 << 30  # of a test, which a fault may make endless

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
    """What is not drawn: file name, which of its lines that say so ("": each), the line, and what it becomes."""
    with open(os.path.join(HERE, "equivalent.txt")) as file:
        return set(re.findall(r"^([\w.]+)(?:#(\d+))?: (.*)\n +-> (.*)$", file.read(), flags=re.M))


def all_mutations(patterns):
    patterns = patterns or ["src/%s/**/*.c" % room for room in ROOMS]
    known = equivalents()
    paths = set()
    for pattern in patterns:
        paths.update(glob.glob(os.path.join(ROOT, pattern), recursive=True))
    for path in sorted(paths):
        if path.endswith(".c"):
            lines = [line.strip() for line in open(path).read().split("\n")]
            for number, changed in mutations_of(path):
                name, before = os.path.basename(path), lines[number]
                which = str(lines[:number + 1].count(before))
                if not {(name, which, before, changed.strip()), (name, "", before, changed.strip())} & known:
                    yield os.path.relpath(path, ROOT), number, before, changed


def run(arguments):
    """Runs a command that must succeed."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        sys.exit("%s fails\n%s" % (" ".join(arguments), done.stdout))
    return done.stdout


class Test:
    """One of ctest's tests. It kills its processes where it has to, and where they use much more than they need."""

    def __init__(self, listed, reach):
        self.name, self.command = listed["name"], listed["command"]
        properties = {entry["name"]: entry["value"] for entry in listed["properties"]}
        self.folder = properties["WORKING_DIRECTORY"]
        self.seconds = reach.tests[self.name]["seconds"]
        self.seconds_most = 20 + 5 * int(self.seconds)
        self.kills = 1
        self.process = None

    def limit(self):
        """In the child."""
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds_most,) * 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST,) * 2)

    def passes(self):
        process = subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True, preexec_fn=self.limit)
        self.process = process
        try:
            # It may wait for a processor, too.
            return process.wait(3 * self.seconds_most) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.end()
            process.wait()
            self.process = None

    def end(self):
        """Called from any thread."""
        process = self.process
        try:
            if process:
                os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Copy:
    """A copy of the tree with a build whose core is a shared library: a fault costs one compilation and one link."""

    def __init__(self, folder, jobs):
        self.tree, self.build, self.jobs = os.path.join(folder, "tree"), os.path.join(folder, "build"), jobs
        self.copy_tree()
        run(["cmake", "-S", self.tree, "-B", self.build, "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=" + FLAGS,
             "-DOPTANIM_WERROR=OFF", "-DCMAKE_LINK_DEPENDS_NO_SHARED=ON", "-G", "Unix Makefiles"])
        for path in glob.glob(os.path.join(self.build, "liboptanim_core.*")):
            os.remove(path)  # it holds the last fault
        run(["cmake", "--build", self.build, "-j%d" % jobs])
        with open(os.path.join(self.build, "CMakeFiles/optanim_core.dir/link.txt")) as file:
            self.link = shlex.split(file.read())
        with open(os.path.join(self.build, "compile_commands.json")) as file:
            self.commands = {entry["file"]: shlex.split(entry["command"]) for entry in json.load(file)}
        self.reach = Reach(ROOT, folder, jobs, LEFT_OUT)
        listed = json.loads(run(["ctest", "--test-dir", self.build, "-E", LEFT_OUT, "--show-only=json-v1"]))
        self.tests = {test["name"]: Test(test, self.reach) for test in listed["tests"]}
        failing = [test.name for test in self.tests.values() if not test.passes()]
        if failing:
            sys.exit("without a fault these fail: " + " ".join(failing))

    def copy_tree(self):
        listed = run(["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"])
        names = {name for name in listed.split("\0") if os.path.isfile(os.path.join(ROOT, name))}
        for path in files_below(self.tree):  # moved or removed since
            if os.path.relpath(path, self.tree) not in names:
                os.remove(path)
        for name in names:
            with open(os.path.join(ROOT, name), "rb") as file:
                contents = file.read()
            if name == "CMakeLists.txt":
                contents = contents.replace(b"add_library(optanim_core STATIC", b"add_library(optanim_core SHARED")
            target = os.path.join(self.tree, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if not os.path.isfile(target) or open(target, "rb").read() != contents:
                with open(target, "wb") as file:
                    file.write(contents)
            shutil.copymode(os.path.join(ROOT, name), target)

    def compile(self, path, text):
        """Puts a source with another text into the core; False where it does not compile."""
        command = self.commands[os.path.join(self.tree, path)]
        # Beside the source, for what it includes.
        source = os.path.join(self.tree, os.path.dirname(path), "faulty.c")
        instead = {os.path.join(self.tree, path): source, command[command.index("-o") + 1]: "faulty.o"}
        with open(source, "w") as file:
            file.write(text)
        done = subprocess.run([instead.get(word, word) for word in command], cwd=self.build, capture_output=True)
        os.remove(source)
        if done.returncode != 0:
            return False
        subprocess.run([instead.get(word, word) for word in self.link], cwd=self.build, check=True)
        return True

    def all_pass(self, path, number):
        """Runs the tests that run a line, those first that found most faults for their time, and those named as its
        file. The first that fails ends the others."""
        stem = os.path.splitext(os.path.basename(path))[0]
        tests = [self.tests[name] for name in self.reach.of(path, number) if name in self.tests]
        tests.sort(key=lambda test: -test.kills / (0.2 + test.seconds) * (10 if stem in test.name else 1))
        found = []

        def look(test):
            if not found and not test.passes() and not found:
                found.append(test)
                test.kills += 1
                for other in tests:
                    other.end()

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(look, tests))
        return not found

    def plant(self, path, number, changed):
        """Returns 'survives', 'dies' or 'does not build'."""
        with open(os.path.join(self.tree, path)) as file:
            text = file.read()
        lines = text.split("\n")
        lines[number] = changed
        if os.path.join(self.tree, path) not in self.commands:  # only pages have it
            return "does not build"
        if not self.compile(path, "\n".join(lines)):
            return "does not build"
        return "survives" if self.all_pass(path, number + 1) else "dies"


def drawn(mutations, seed):
    """In an order that a seed draws. It goes by what they say, so that it stays what it was while other lines change."""
    seen = collections.Counter()
    lots = []
    for mutation in mutations:
        path, _, before, changed = mutation
        words = "%d %s: %s -> %s" % (seed, os.path.basename(path), before, changed.strip())
        seen[words] += 1  # lines may say the same
        lots.append((hashlib.sha256(b"%d %s" % (seen[words], words.encode())).digest(), mutation))
    return [mutation for _, mutation in sorted(lots)]


def among(mutations, path):
    """Those that lines of a file name, as they were printed before; their line numbers may be others now."""
    with open(path) as file:
        named = set(re.findall(r"([\w.]+):\d+: (.*)$", file.read(), flags=re.M))
    for path, number, before, changed in mutations:
        if (os.path.basename(path), "%s -> %s" % (before, changed.strip())) in named:
            yield path, number, before, changed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draw", type=int, default=60, help="how many faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--allow", type=int, default=0, help="how many may survive with the status 0")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--again", metavar="FILE", help="plant those that lines of a file name, as printed before")
    parser.add_argument("--folder", default=os.path.join(ROOT, "build-mutations"))
    parser.add_argument("--list", action="store_true", help="print all faults and plant none")
    parser.add_argument("files", nargs="*", help="patterns such as 'src/encode/**'")
    options = parser.parse_args()

    mutations = list(all_mutations(options.files))
    if options.list:
        for path, number, before, changed in mutations:
            print("%s:%d: %s -> %s" % (path, number + 1, before, changed.strip()))
        return 0
    if options.again:
        mutations = list(among(mutations, options.again))
    else:
        mutations = drawn(mutations, options.seed)
    copy = Copy(options.folder, options.jobs)
    planted = survivors = 0
    for path, number, before, changed in mutations:
        if planted == options.draw and not options.again:
            break
        fate = copy.plant(path, number, changed)
        if fate == "does not build":
            continue
        planted += 1
        survivors += fate == "survives"
        print("%s %s:%d: %s -> %s" % (fate.ljust(8), path, number + 1, before, changed.strip()),
              flush=True)
    print("%d of %d faults survive (seed %d, %d in all)" %
          (survivors, planted, options.seed, len(mutations)))
    return survivors > options.allow


if __name__ == "__main__":
    sys.exit(main())
