// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ANSWER_MS = 300, ANSWER_MAX = 1024 };

static const char question[] = "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\\033[c";

// Finds the reply with the device attributes, "ESC [ ? ... c".
static const char *find_attributes(const char *answer) {
    const char *start = strstr(answer, "\033[?");
    return start && strchr(start, 'c') ? start + 3 : NULL;
}

static void read_answer(int tty, char answer[ANSWER_MAX]) {
    size_t length = 0;
    answer[0] = '\0';
    while (length + 1 < ANSWER_MAX && !find_attributes(answer)) {
        struct pollfd one = {.fd = tty, .events = POLLIN};
        if (poll(&one, 1, ANSWER_MS) <= 0)
            break;
        ssize_t count = read(tty, answer + length, ANSWER_MAX - 1 - length);
        if (count <= 0)
            break;
        length += (size_t)count;
        answer[length] = '\0';
    }
}

// Looks for attribute 4 among the numbers, which are separated by semicolons.
static bool has_sixel(const char *attributes) {
    for (const char *at = attributes; at && *at && *at != 'c';) {
        size_t length = strcspn(at, ";c");
        if (length == 1 && *at == '4')
            return true;
        at += length + (at[length] == ';');
    }
    return false;
}

void terminal_ask(struct terminal *terminal) {
    const char *colors = getenv("COLORTERM");
    *terminal = (struct terminal){
        .has_true_color =
            colors && (strcmp(colors, "truecolor") == 0 || strcmp(colors, "24bit") == 0),
        .columns = 80,
        .rows = 24,
        .cell_width = 10,
        .cell_height = 20,
    };
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        terminal->columns = size.ws_col;
        terminal->rows = size.ws_row;
        if (size.ws_xpixel >= size.ws_col && size.ws_ypixel >= size.ws_row) {
            terminal->cell_width = size.ws_xpixel / size.ws_col;
            terminal->cell_height = size.ws_ypixel / size.ws_row;
        }
    }
    int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios before, quiet;
    if (tty >= 0 && tcgetattr(tty, &before) == 0) {
        char answer[ANSWER_MAX];
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(tty, TCSANOW, &quiet);
        if (write(tty, question, sizeof question - 1) > 0) {
            read_answer(tty, answer);
            if (strstr(answer, "\033_Gi=31;OK"))
                terminal->graphics = GRAPHICS_KITTY;
            else if (has_sixel(find_attributes(answer)))
                terminal->graphics = GRAPHICS_SIXEL;
        }
        tcsetattr(tty, TCSANOW, &before);
    }
    if (tty >= 0)
        close(tty);
}
