# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests run which lines, learnt once from a build that counts them (gcov)."""
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import time

FLAGS = "-O1 --coverage -fprofile-update=atomic"  # those of coverage.sh, so that one build serves both


def files_below(folder):
    return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]


def fingerprint(paths):
    """Changes with any byte of the files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        with open(path, "rb") as file:
            digest.update(path.encode() + b"\0" + file.read())
    return digest.hexdigest()


class Reach:
    """For each source its lines with code and its functions; for each test which of them it ran, and for how long.

    What is learnt is kept in a file, and learnt anew where the sources, or a test's own file, have changed.
    """

    def __init__(self, root, folder, jobs, left_out):
        self.root, self.folder = root, folder
        self.build = os.path.join(root, "build-coverage")
        for command in (["cmake", "-S", root, "-B", self.build, "-DCMAKE_BUILD_TYPE=None",
                         "-DCMAKE_C_FLAGS=" + FLAGS, "-DOPTANIM_WERROR=OFF"],
                        ["cmake", "--build", self.build, "-j%d" % jobs]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        sources = fingerprint(files_below(os.path.join(root, "src")))
        learnt = {"sources": sources, "code": {}, "functions": {}, "tests": {}}
        kept = os.path.join(folder, "reach.json")
        if os.path.exists(kept):
            with open(kept) as file:
                before = json.load(file)
            learnt = before if before["sources"] == sources else learnt
        self.code, self.functions, self.tests = learnt["code"], learnt["functions"], learnt["tests"]
        for name in set(self.tests) - set(self.names(left_out)):
            del self.tests[name]
        stale = [name for name in self.names(left_out)
                 if name not in self.tests or self.tests[name]["key"] != self.key(name)]
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for name, files, seconds in pool.map(self.learn, stale):
                self.take(name, files, seconds)
                with open(kept + ".new", "w") as file:
                    json.dump(learnt, file)
                os.rename(kept + ".new", kept)

    def names(self, left_out):
        listed = subprocess.run(["ctest", "--test-dir", self.build, "-E", left_out, "--show-only=json-v1"],
                                check=True, capture_output=True, text=True).stdout
        return [test["name"] for test in json.loads(listed)["tests"]]

    def key(self, name):
        own = os.path.join(self.root, "tests", name + ".c")
        return fingerprint([own] if os.path.exists(own) else [])

    def learn(self, name):
        """Runs a test and the programs it starts, with the counts in a folder of its own. Returns what gcov says of each
        source, and the seconds it took."""
        counts = os.path.join(self.folder, "counts", name)
        shutil.rmtree(counts, ignore_errors=True)
        environment = dict(os.environ, GCOV_PREFIX=counts, GCOV_PREFIX_STRIP=str(self.build.count("/")),
                           GCOV_ERROR_FILE="/dev/null")
        start = time.monotonic()
        subprocess.run(["ctest", "--test-dir", self.build, "-R", "^%s$" % name], env=environment,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - start
        data = [path for path in files_below(counts) if "/optanim_core.dir/" in path]
        for path in data:  # gcov looks for the notes beside them
            notes = path[:-len("gcda")] + "gcno"
            os.symlink(os.path.join(self.build, os.path.relpath(notes, counts)), notes)
        said = subprocess.run(["gcov", "--json-format", "--stdout"] + data, cwd=self.build,
                              capture_output=True, text=True).stdout if data else ""
        shutil.rmtree(counts, ignore_errors=True)
        return name, [file for line in said.splitlines() for file in json.loads(line)["files"]], seconds

    def take(self, name, files, seconds):
        ran = {}
        for file in files:
            path = os.path.relpath(os.path.join(self.build, file["file"]), self.root)
            self.code[path] = sorted({line["line_number"] for line in file["lines"]})
            self.functions[path] = sorted([f["start_line"], f["end_line"]] for f in file["functions"])
            ran[path] = sorted({line["line_number"] for line in file["lines"] if line["count"]})
        self.tests[name] = {"key": self.key(name), "seconds": seconds, "ran": ran}

    def of(self, path, number):
        """Names of the tests that run a line. A line without code of its own, such as the second of a statement, goes
        with its function; outside of functions are constants, which any file may use."""
        if number in self.code.get(path, ()):
            lines = {number}
        else:
            around = [range(first, last + 1) for first, last in self.functions.get(path, ())
                      if first <= number <= last]
            if not around:
                return set(self.tests)
            lines = set(around[0])
        return {name for name, test in self.tests.items() if lines.intersection(test["ran"].get(path, ()))}
