// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "base/quit.h"
#include "base/text.h"
#include "encode/atomic_file.h"
#include "encode/sequence.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Each test runs in a new folder, which is its working folder.
static int enter(void **state) {
    char *folder = strdup("/tmp/optanim-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state) {
    DIR *directory = opendir(".");
    for (struct dirent *entry; (entry = readdir(directory));)
        unlink(entry->d_name);
    closedir(directory);
    rmdir(*state);
    free(*state);
    return 0;
}

static int count_files(void) {
    int count = -2; // . and ..
    DIR *directory = opendir(".");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void put_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_content(const char *path, const char *expected) {
    char content[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    content[fread(content, 1, sizeof content - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(content, expected);
}

static struct atomic_file *open_good(const char *path) {
    struct error error = {0};
    struct atomic_file *output = atomic_file_open(path, &error);
    assert_non_null(output);
    assert_int_equal(error.kind, ERROR_NONE);
    return output;
}

static void write_good(struct atomic_file *output, const char *content) {
    struct error error = {0};
    assert_true(atomic_file_write(output, content, strlen(content), &error));
}

static void close_good(struct atomic_file *output) {
    struct error error = {0};
    assert_true(atomic_file_close(output, &error));
    atomic_file_destroy(output);
}

static void test_replaces_when_complete(void **state) {
    (void)state;
    put_file("film", "old");
    struct atomic_file *output = open_good("film");
    write_good(output, "new film");
    assert_content("film", "old");
    assert_true(atomic_file_seekable(output));
    struct error error = {0};
    assert_true(atomic_file_seek(output, 0, &error));
    write_good(output, "NEW");
    close_good(output);
    assert_content("film", "NEW film");
    assert_int_equal(count_files(), 1);
}

static void test_abandoned_leaves_what_stood(void **state) {
    (void)state;
    put_file("film", "old");
    struct atomic_file *output = open_good("film");
    write_good(output, "half");
    atomic_file_destroy(output);
    assert_content("film", "old");
    assert_int_equal(count_files(), 1);
}

static void test_mode_follows_umask(void **state) {
    (void)state;
    mode_t before = umask(027);
    struct atomic_file *output = open_good("film");
    close_good(output);
    umask(before);
    struct stat status;
    assert_int_equal(stat("film", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
}

static void test_symlinks_are_resolved(void **state) {
    (void)state;
    assert_int_equal(symlink("second", "first"), 0);
    assert_int_equal(symlink("film", "second"), 0);
    for (int i = 0; i < 2; i++) { // first without a previous film
        struct atomic_file *output = open_good("first");
        write_good(output, "new");
        close_good(output);
        struct stat status;
        assert_int_equal(lstat("first", &status), 0);
        assert_true(S_ISLNK(status.st_mode));
        assert_int_equal(lstat("film", &status), 0);
        assert_true(S_ISREG(status.st_mode));
        assert_content("film", "new");
    }
    assert_int_equal(count_files(), 3);
}

static void test_leftovers_of_the_dead_go(void **state) {
    (void)state;
    static const char leftover[] = ".film.0123456789abcdef.optanim";
    static const char other[] = ".other.0123456789abcdef.optanim";
    put_file(leftover, "half");
    put_file(other, "another destination's");
    struct atomic_file *living = open_good("film"); // removes the leftover of the dead process
    assert_int_not_equal(access(leftover, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    write_good(living, "living");
    struct atomic_file *second = open_good("film"); // must not remove that of the living one
    write_good(second, "second");
    close_good(living);
    assert_content("film", "living");
    close_good(second);
    assert_content("film", "second");
    assert_int_equal(count_files(), 2);
}

// Each folder is read once, however many files it gets and other folders there are.
static void test_folders_are_read_once(void **state) {
    (void)state;
    enum { FOLDERS = 12, FILES = 3 };
    char path[64];
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(path, sizeof path, "%d", i);
        assert_int_equal(mkdir(path, 0777), 0);
        for (int k = 0; k < FILES; k++) {
            snprintf(path, sizeof path, "%d/.film%d.0123456789abcdef.optanim", i, k);
            put_file(path, "half");
        }
    }
    for (int k = 0; k < FILES; k++)
        for (int i = 0; i < FOLDERS; i++) {
            snprintf(path, sizeof path, "%d/film%d", i, k);
            close_good(open_good(path));
            snprintf(path, sizeof path, "%d/.film%d.0123456789abcdef.optanim", i, k);
            assert_int_not_equal(access(path, F_OK), 0);
        }
    static const char later[] = "11/.film2.fedcba9876543210.optanim"; // which the next run removes
    put_file(later, "of a process that ended meanwhile");
    close_good(open_good("11/film2"));
    assert_int_equal(access(later, F_OK), 0);
}

static void test_killed_run_is_cleaned_up(void **state) {
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct error error = {0};
        atomic_file_open("film", &error);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(count_files(), 1);
    close_good(open_good("film"));
    assert_int_equal(count_files(), 1);
    assert_content("film", "");
}

static void test_longest_name(void **state) {
    (void)state;
    char name[256] = {0};
    memset(name, 'n', 255);
    close_good(open_good(name));
    assert_content(name, "");
}

static void test_unwritable(void **state) {
    (void)state;
    put_file("file", "");
    static const struct {
        const char *path, *message;
    } cases[] = {
        {".", "cannot write '.': Is a directory"},
        {"absent/film", "cannot write 'absent/film': No such file or directory"},
        {"file/film", "cannot write 'file/film': Not a directory"},
        {"absent/", "cannot write 'absent/': No such file or directory"},
        {"", "cannot write '': No such file or directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        assert_null(atomic_file_open(cases[i].path, &error));
        assert_int_equal(error.kind, ERROR_RENDER);
        assert_string_equal(error.message, cases[i].message);
        error_finish(&error);
    }
    assert_int_equal(count_files(), 1);
}

static void test_full_disk(void **state) {
    (void)state;
    struct atomic_file *output = open_good("/dev/full");
    assert_false(atomic_file_seekable(output));
    struct error error = {0};
    assert_false(atomic_file_write(output, "x", 1, &error));
    assert_int_equal(error.kind, ERROR_RENDER);
    assert_string_equal(error.message, "cannot write '/dev/full': No space left on device");
    error_finish(&error);
    atomic_file_destroy(output);
}

static void test_fifo(void **state) {
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    struct atomic_file *output = open_good("pipe");
    assert_false(atomic_file_seekable(output));
    assert_null(atomic_file_path(output));
    write_good(output, "bytes");
    char bytes[6] = "";
    assert_int_equal(read(reader, bytes, 5), 5);
    assert_string_equal(bytes, "bytes");
    close(reader);
    struct error error = {0};
    assert_false(atomic_file_write(output, "more", 4, &error));
    assert_string_equal(error.message, "cannot write 'pipe': Broken pipe");
    error_finish(&error);
    atomic_file_destroy(output);
    assert_int_equal(count_files(), 1);
}

// A signal must end the run even if the reader of a pipe does not read.
static void test_interrupted_in_a_full_pipe(void **state) {
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static const char bytes[1 << 20];
        struct error error = {0};
        interrupt_catch();
        struct atomic_file *output = atomic_file_open("pipe", &error);
        if (output)
            atomic_file_write(output, bytes, sizeof bytes, &error);
        _exit(error.kind);
    }
    int reader = open("pipe", O_RDONLY);
    char byte;
    assert_int_equal(read(reader, &byte, 1), 1);
    kill(child, SIGTERM);
    int status, waited = 0;
    for (int i = 0; i < 500 && waited == 0; i++) {
        waited = waitpid(child, &status, WNOHANG);
        usleep(10000);
    }
    if (waited == 0)
        kill(child, SIGKILL);
    close(reader);
    assert_int_equal(waited, child);
    assert_int_equal(WEXITSTATUS(status), ERROR_INTERRUPTED);
}

// If the folder is moved, the film appears in it and no temporary file is left.
static void test_moved_folder(void **state) {
    (void)state;
    struct error error = {0};
    for (int keep = 0; keep < 2; keep++) {
        assert_int_equal(mkdir("one", 0777), 0);
        struct atomic_file *output = open_good("one/film");
        write_good(output, "film");
        assert_int_equal(rename("one", "two"), 0);
        if (keep) {
            assert_true(atomic_file_close(output, &error));
            assert_content("two/film", "film");
            unlink("two/film");
        }
        atomic_file_destroy(output);
        assert_int_equal(rmdir("two"), 0); // fails unless it is empty
    }
}

static void test_removed_folder(void **state) {
    (void)state;
    struct error error = {0};
    assert_int_equal(mkdir("one", 0777), 0);
    struct atomic_file *output = open_good("one/film");
    unlink(atomic_file_path(output));
    assert_int_equal(rmdir("one"), 0);
    assert_false(atomic_file_close(output, &error));
    assert_string_equal(error.message, "cannot write 'one/film': its folder has been removed");
    error_finish(&error);
    atomic_file_destroy(output);
    char *here = getcwd(NULL, 0);
    assert_int_equal(mkdir("one", 0777), 0);
    assert_int_equal(chdir("one"), 0);
    assert_int_equal(rmdir("../one"), 0);
    assert_null(atomic_file_open("film", &error));
    assert_string_equal(error.message, "cannot write 'film': the current folder has been removed");
    error_finish(&error);
    assert_int_equal(chdir(here), 0);
    free(here);
}

static void test_durable(void **state) {
    (void)state;
    struct atomic_file *output = open_good("film");
    atomic_file_set_durable(output);
    write_good(output, "film");
    close_good(output);
    assert_content("film", "film");
    assert_int_equal(count_files(), 1);
}

// Numbered files appear together, and leftovers of a dead process are removed.
static void test_sequence(void **state) {
    (void)state;
    static const char leftover[] = ".f%d.0123456789abcdef.optanim";
    struct error error = {0};
    assert_int_equal(mkdir(leftover, 0777), 0);
    assert_int_equal(chdir(leftover), 0);
    put_file("0", "half");
    assert_int_equal(chdir(".."), 0);
    for (int keep = 0; keep < 2; keep++) {
        struct sequence *sequence = sequence_open("f%d", keep, &error);
        assert_non_null(sequence);
        for (int i = 0; i < 12; i++)
            assert_true(sequence_add(sequence, "frame", 5, &error));
        assert_int_equal(count_files(), 1); // hidden
        if (keep)
            assert_true(sequence_move(sequence, &error));
        if (keep)
            sequence_commit(sequence);
        sequence_destroy(sequence);
        assert_int_equal(count_files(), keep ? 12 : 0);
    }
    assert_content("f0", "frame");
    assert_content("f11", "frame");
}

enum { NUMBERED = 200 };

// Puts every `step`th of the numbered files into the folder.
static void put_old(long step) {
    for (long i = 0; i < NUMBERED; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%02ld", i);
        if (i % step == 0)
            put_file(name, "old");
        else
            unlink(name);
    }
}

// Checks that all numbered files are new, or all are what put_old left.
static bool check_all_or_none(long step) {
    bool is_new = access("f01", F_OK) == 0;
    for (long i = 0; i < NUMBERED; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%02ld", i);
        if (is_new || i % step == 0)
            assert_content(name, is_new ? "new" : "old");
        else
            assert_int_equal(access(name, F_OK), -1);
    }
    assert_int_equal(count_files(), is_new ? NUMBERED : (NUMBERED + step - 1) / step);
    return is_new;
}

static struct sequence *make_new(void) {
    struct error error = {0};
    struct sequence *sequence = sequence_open("f%02d", false, &error);
    assert_non_null(sequence);
    for (int i = 0; i < NUMBERED; i++)
        assert_true(sequence_add(sequence, "new", 3, &error));
    return sequence;
}

// Numbered files that are not committed are taken back, and what they replaced is there again.
static void test_taken_back(void **state) {
    (void)state;
    struct error error = {0};
    for (long step = 2; step < 5; step++) {
        put_old(step);
        struct sequence *sequence = make_new();
        assert_true(sequence_move(sequence, &error));
        assert_content("f01", "new");
        sequence_destroy(sequence);
        assert_false(check_all_or_none(step));
        assert_int_equal(mkdir("f199", 0777), 0); // in the way of the last
        sequence = make_new();
        assert_false(sequence_move(sequence, &error));
        assert_non_null(strstr(error.message, "Is a directory"));
        error_finish(&error);
        sequence_destroy(sequence);
        assert_int_equal(rmdir("f199"), 0);
        assert_false(check_all_or_none(step));
    }
}

// The same where signals come meanwhile, one, or two of which the second ends the program at once.
static void test_signals_while_moving(void **state) {
    (void)state;
    enum { ROUNDS = 16 };
    int done = 0;
    for (int round = 0; round < ROUNDS; round++) {
        put_old(2 + round % 3);
        int begins[2];
        assert_int_equal(pipe(begins), 0);
        pid_t child = fork();
        if (child == 0) {
            struct error error = {0};
            interrupt_catch();
            struct sequence *sequence = make_new();
            close(begins[1]);
            bool good = sequence_move(sequence, &error);
            if (good)
                sequence_commit(sequence);
            sequence_destroy(sequence);
            _exit(good ? 0 : 128 + interrupt_signal());
        }
        char none;
        close(begins[1]);
        assert_int_equal(read(begins[0], &none, 1), 0); // the child is about to move
        close(begins[0]);
        nanosleep(&(struct timespec){.tv_nsec = 200000L * round}, NULL);
        for (int k = 0; k <= round % 2; k++)
            kill(child, k ? SIGINT : SIGTERM);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        // Of two signals that wait together, the kernel delivers SIGINT first.
        assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 128 + SIGTERM ||
                    (round % 2 && WEXITSTATUS(status) == 128 + SIGINT));
        bool is_new = check_all_or_none(2 + round % 3);
        assert_true(is_new || WEXITSTATUS(status) != 0);
        done += is_new;
    }
    print_message("%d of %d were done before\n", done, ROUNDS);
}

// If the program exits at once, unfinished files are removed.
static void test_quit(void **state) {
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct error error = {0};
        struct atomic_file *output = open_good("film");
        write_good(output, "half");
        struct sequence *sequence = sequence_open("f%d", false, &error);
        for (int i = 0; i < 3; i++)
            sequence_add(sequence, "frame", 5, &error);
        sequence_move(sequence, &error);
        close_good(open_good("kept"));
        quit(NULL, 7);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_int_equal(count_files(), 1);
    assert_content("kept", "");
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replaces_when_complete, enter, leave),
        cmocka_unit_test_setup_teardown(test_abandoned_leaves_what_stood, enter, leave),
        cmocka_unit_test_setup_teardown(test_mode_follows_umask, enter, leave),
        cmocka_unit_test_setup_teardown(test_symlinks_are_resolved, enter, leave),
        cmocka_unit_test_setup_teardown(test_leftovers_of_the_dead_go, enter, leave),
        cmocka_unit_test_setup_teardown(test_folders_are_read_once, enter, leave),
        cmocka_unit_test_setup_teardown(test_killed_run_is_cleaned_up, enter, leave),
        cmocka_unit_test_setup_teardown(test_longest_name, enter, leave),
        cmocka_unit_test_setup_teardown(test_unwritable, enter, leave),
        cmocka_unit_test_setup_teardown(test_full_disk, enter, leave),
        cmocka_unit_test_setup_teardown(test_fifo, enter, leave),
        cmocka_unit_test_setup_teardown(test_interrupted_in_a_full_pipe, enter, leave),
        cmocka_unit_test_setup_teardown(test_moved_folder, enter, leave),
        cmocka_unit_test_setup_teardown(test_removed_folder, enter, leave),
        cmocka_unit_test_setup_teardown(test_durable, enter, leave),
        cmocka_unit_test_setup_teardown(test_sequence, enter, leave),
        cmocka_unit_test_setup_teardown(test_taken_back, enter, leave),
        cmocka_unit_test_setup_teardown(test_signals_while_moving, enter, leave),
        cmocka_unit_test_setup_teardown(test_quit, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
