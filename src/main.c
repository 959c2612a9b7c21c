// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the command line and runs what it asks for: app/commands.c. A film's way through the
// program is film/render.c.
#include "app/commands.h"
#include "app/progress.h"
#include "base/interrupt.h"
#include "base/memory.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

// As a shell tells of a signal; a reader that has gone would have sent one.
static int exit_status(const struct error *error) {
    switch (error->kind) {
    case ERROR_INTERRUPTED:
        return 128 + interrupt_signal();
    case ERROR_UNREAD:
        return 128 + SIGPIPE;
    default:
        return (int)error->kind;
    }
}

// Takes the places of standard streams that are closed, so that no film is opened in one and what
// is printed goes into it.
static void hold_standard_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
            return;
}

int main(int count, char **arguments) {
    struct options options = {0};
    struct error error = {0};
    hold_standard_streams();
    interrupt_catch();
    bool good = options_read(&options, command_table, count - 1, arguments + 1, &error);
    // A reader such as `head` may leave when it has seen enough of a list.
    if (good && options.command && options.command->operands != TAKES_SCENES)
        signal(SIGPIPE, SIG_DFL);
    if (good)
        command_run(&options, &error);
    if (error.message && error.message[0] != '\0')
        error_print(&error);
    int status = exit_status(&error);
    options_finish(&options);
    error_finish(&error);
    mem_done(status);
    return status;
}
