// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT and SIGTERM at random times during long stages: the program ends at once, with the right
// status, and leaves no partial film.
#include "base/clock.h"
#include "base/random.h"
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

// A fifth of a second is promised. Where a busy machine leaves the program little time, what it had
// of it counts.
static const double SECONDS_MAX = 0.6, BUSY_MAX = 0.3, EVER = 20;
enum { ROUNDS = 2 }; // of each; $INTERRUPT_ROUNDS in its place
static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGXCPU};

// Slow renders, and the time in seconds until which signals are sent.
static const struct {
    const char *name, *scene;
    const char *arguments[6]; // ends with NULL
    double latest;
} works[] = {
    {"simulation",
     "optimizers: [lamb]\nsteps: 10000000\nvideo: {every: 1000000}\n",
     {"-o", "film.png"},
     2},
    {"many starts",
     "problem: {function: ackley}\nstart: {random: 1000}\nsteps: 1000\n"
     "optimizers: [adam, sgd, lamb, momentum, rmsprop, adagrad, lion, yogi]\n",
     {"-o", "film.png"},
     2},
    {"network",
     "problem: {network: {data: {moons: {points: 200000}}, hidden: [300, 300]}}\n"
     "optimizers: [adam, lbfgs]\n",
     {"-o", "film.npy"},
     2},
    {"data", "problem: {regression: {data: big.csv}}\noptimizers: [lamb]\n", {"-o", "film.png"}, 1},
    {"names", NULL, {"-o", "film.png"}, 0.6},
    {"landscape",
     "problem: {function: rastrigin}\noptimizers: [sgd]\nlayout: [[surface, contour]]\n"
     "panels: {surface: {cells: 400}}\n",
     {"-o", "film.svg"},
     1},
    {"cells",
     "optimizers: [sgd]\ncompare: {columns: {optimizers.0.lr: [0.1, 0.2, 0.3, 0.4]},"
     " rows: {optimizers.0.momentum: [0.1, 0.2, 0.3, 0.4]}}\n",
     {"-o", "film.mp4"},
     1},
    {"gif", "optimizers: [lamb]\nvideo: {size: [1600, 1200]}\n", {"-o", "film.gif"}, 2},
    {"mp4", "optimizers: [lamb]\nvideo: {size: [1600, 1200]}\n", {"-o", "film.mp4"}, 2},
    {"av1", "optimizers: [lamb]\nvideo: {size: [1280, 960]}\n", {"-o", "film.avif"}, 3},
    {"lossless", "optimizers: [lamb]\nvideo: {size: [1600, 1200]}\n", {"-o", "film.webp"}, 2},
    {"frames", "optimizers: [lamb]\n", {"-o", "frames%d.png"}, 1},
    {"several", "optimizers: [lamb]\n", {"-o", "a.mp4", "-o", "b.gif"}, 1},
};

static char folder[64];

static int begin(void **state) {
    (void)state;
    scratch_make(folder);
    return chdir(folder);
}

static int end(void **state) {
    (void)state;
    scratch_remove(folder);
    return 0;
}

static pid_t start(const char *const *arguments) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    const char *all[16] = {OPTANIM, "a.scene", "-q"};
    for (int i = 0; arguments[i] && arguments[i + 1]; i++) {
        all[3 + i] = arguments[i];
        all[4 + i] = arguments[i + 1];
    }
    // Under nohup a signal would be ignored.
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    execv(OPTANIM, (char *const *)(const void *)all);
    _exit(127);
}

static void wait_seconds(double seconds) {
    nanosleep(&(struct timespec){(time_t)seconds, (long)((seconds - (double)(long)seconds) * 1e9)},
              NULL);
}

// Checks that only complete files are left, and removes them.
static void check_files(const char *name, bool done) {
    DIR *entries = opendir(".");
    for (struct dirent *entry; (entry = readdir(entries));) {
        const char *file = entry->d_name;
        if (strcmp(file, ".") == 0 || strcmp(file, "..") == 0 || strcmp(file, "a.scene") == 0 ||
            strcmp(file, "big.csv") == 0)
            continue;
        if (!done && file[0] == '.')
            fail_msg("%s: %s is left", name, file);
        unlink(file);
    }
    closedir(entries);
}

// Processor time that a child has had, seconds; 0 where it has ended.
static double cpu_seconds(pid_t child) {
    clockid_t clock;
    struct timespec time = {0};
    if (clock_getcpuclockid(child, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return 0;
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

// Returns how long the program took to end, 0 where it had ended well before.
static double interrupt_one(const char *name, const char *const *arguments, double delay,
                            int number, bool twice) {
    pid_t child = start(arguments);
    wait_seconds(delay);
    double sent = seconds_now(), busy = cpu_seconds(child);
    kill(child, number);
    if (twice) {
        wait_seconds(0.002);
        kill(child, number);
    }
    int status;
    struct rusage used;
    assert_int_equal(wait4(child, &status, 0, &used), child);
    double took = seconds_now() - sent;
    busy = seconds_of(used.ru_utime) + seconds_of(used.ru_stime) - busy;
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    // Before main has started, the signal itself ends the program.
    bool ended =
        WIFSIGNALED(status) ? WTERMSIG(status) == number : WEXITSTATUS(status) == 128 + number;
    if (!done && !ended)
        fail_msg("%s: status %x after %.3f s", name, (unsigned)status, delay);
    if (!done && (took > EVER || (took > SECONDS_MAX && busy > BUSY_MAX)))
        fail_msg("%s: signal %d after %.3f s took %.3f s, %.3f of them busy", name, number, delay,
                 took, busy);
    check_files(name, done);
    return done ? 0 : took;
}

// Data with a million rows, and a scene with many names.
static void write_inputs(void) {
    FILE *file = fopen("big.csv", "w");
    assert_non_null(file);
    fputs("x,y\n", file);
    for (int i = 0; i < 1000000; i++)
        fprintf(file, "%d.25,%d\n", i, i % 1000);
    assert_int_equal(fclose(file), 0);
}

static void write_names(struct text *scene) {
    text_add(scene, "optimizers: [sgd]\ntargets:\n");
    for (int i = 0; i < 900; i++)
        text_printf(scene, "  - [%d, %d]\n", i, i);
    text_add(scene, "title: '");
    for (int i = 0; i < 370; i++)
        text_add(scene, "$x_1$ {lr} ");
    text_add(scene, "'\n");
}

static void test_interrupts(void **state) {
    (void)state;
    const char *asked = getenv("INTERRUPT_ROUNDS");
    long rounds = asked ? atol(asked) : ROUNDS;
    struct random_stream stream;
    random_start(&stream, 1, RANDOM_SHUFFLE, 0);
    write_inputs();
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        struct text scene = {0};
        if (works[i].scene)
            text_add(&scene, works[i].scene);
        else
            write_names(&scene);
        file_write("", "a.scene", scene.data);
        text_finish(&scene);
        assert_int_equal(shell("\"$OPTANIM\" --check a.scene"), 0);
        double longest = 0;
        for (long k = 0; k < rounds; k++) {
            // More often early than late: the wait is most of what this test takes.
            double part = random_uniform(&stream, 0, 1), delay = part * part * works[i].latest;
            double took = interrupt_one(works[i].name, works[i].arguments, delay,
                                        signals[((size_t)k + i) % 4], ((size_t)k + i) % 4 == 3);
            longest = took > longest ? took : longest;
        }
        print_message("%s: %.0f ms at most\n", works[i].name, longest * 1000);
    }
}

// What whoever starts the program has it ignore stays ignored, as with nohup.
static void test_ignored(void **state) {
    (void)state;
    file_write("", "a.scene", "optimizers: [lamb]\n");
    assert_int_equal(shell("trap '' HUP; \"$OPTANIM\" a.scene -q -o film.gif & child=$!; "
                           "for i in 1 2 3 4 5; do sleep 0.02; kill -HUP $child 2>&-; done; "
                           "wait $child && test -s film.gif"),
                     0);
}

// A signal also ends the wait for whoever writes into a pipe, before it is opened and after.
static void test_waiting(void **state) {
    (void)state;
    assert_int_equal(shell("mkfifo pipe"), 0);
    static const char *const commands[] = {"pipe -o film.png", "--check pipe", "--explain pipe",
                                           "--extract pipe", "- -o film.png <pipe"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        for (int is_open = 0; is_open < 2; is_open++) {
            // The writer lets no reader wait for long where the program would not end.
            const char *writer = is_open ? "sleep 5 >pipe & writer=$!; " : "writer=; ";
            int status =
                shell("%s\"$OPTANIM\" %s -q 2>error & child=$!; sleep 0.15; kill -TERM $child; "
                      "wait $child; status=$?; kill $writer 2>&-; exit $status",
                      writer, commands[i]);
            if (status != 128 + SIGTERM)
                fail_msg("%s%s: status %d", writer, commands[i], status);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_interrupts),
                                       cmocka_unit_test(test_waiting),
                                       cmocka_unit_test(test_ignored)};
    return cmocka_run_group_tests(tests, begin, end);
}
