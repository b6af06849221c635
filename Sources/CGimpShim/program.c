/* Running another program. None of the plug-in's files stays open in it: while it held the pipe to GIMP, GIMP wouldn't
 * notice the plug-in's end. */
#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CGimpShim.h"

extern char **environ;

enum { OUTPUT, COMPLAINTS, STREAM_COUNT };

/* What a program has written to one of its streams. */
typedef struct stream {
    int reader, writer; /* the ends of its pipe; -1 where closed */
    char *text;         /* `length` bytes; NULL before the first */
    size_t length;
    int has_failed;     /* bytes were lost for want of memory */
} stream;

static void close_end(int *end)
{
    if (*end != -1)
        close(*end);
    *end = -1;
}

static int open_streams(stream *streams)
{
    for (int index = 0; index < STREAM_COUNT; index++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return errno;
        streams[index].reader = ends[0];
        streams[index].writer = ends[1];
    }
    return 0;
}

/* Starts the program with empty input and without the files and masked signals of this process. Returns 0 or what was
 * wrong, an errno. */
static int start(const char *const *arguments, const stream *streams, pid_t *process)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;
    int error = posix_spawn_file_actions_init(&files);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        posix_spawn_file_actions_destroy(&files);
        return error;
    }
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE); /* libgimp ignores it, and that would be inherited */
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if ((error = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) == 0
        && (error = posix_spawn_file_actions_adddup2(&files, streams[OUTPUT].writer, STDOUT_FILENO)) == 0
        && (error = posix_spawn_file_actions_adddup2(&files, streams[COMPLAINTS].writer, STDERR_FILENO)) == 0
        && (error = posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1)) == 0)
        error = posix_spawn(process, arguments[0], &files, &attributes, (char *const *)arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

static void append(stream *stream, const char *bytes, size_t count)
{
    char *longer = stream->has_failed ? NULL : realloc(stream->text, stream->length + count);
    if (longer == NULL) {
        stream->has_failed = 1; /* the program is still read to its end, or it would wait for ever */
        return;
    }
    memcpy(longer + stream->length, bytes, count);
    stream->text = longer;
    stream->length += count;
}

/* Reads both streams at once to their ends: a program that has filled one pipe waits. */
static void read_streams(stream *streams)
{
    while (streams[OUTPUT].reader != -1 || streams[COMPLAINTS].reader != -1) {
        struct pollfd waiting[STREAM_COUNT];
        for (int index = 0; index < STREAM_COUNT; index++)
            waiting[index] = (struct pollfd){.fd = streams[index].reader, .events = POLLIN}; /* -1 is left out */
        if (poll(waiting, STREAM_COUNT, -1) < 0 && errno != EINTR)
            return;
        for (int index = 0; index < STREAM_COUNT; index++) {
            char bytes[4096];
            if (waiting[index].revents == 0)
                continue;
            const ssize_t count = read(streams[index].reader, bytes, sizeof bytes);
            if (count > 0)
                append(&streams[index], bytes, (size_t)count);
            else if (count == 0 || errno != EINTR)
                close_end(&streams[index].reader);
        }
    }
}

/* Returns the exit status, 128 and the signal, or -1 where nobody knows. */
static int32_t wait_for(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) == -1) {
        if (errno != EINTR)
            return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int32_t nst_run_program(const char *const *arguments, char **output)
{
    stream streams[STREAM_COUNT] = {{.reader = -1, .writer = -1}, {.reader = -1, .writer = -1}};
    pid_t process = -1;
    int32_t exit_status = -1;
    int error = open_streams(streams);
    if (error == 0)
        error = start(arguments, streams, &process);
    for (int index = 0; index < STREAM_COUNT; index++)
        close_end(&streams[index].writer);
    if (error == 0) {
        read_streams(streams);
        exit_status = wait_for(process);
        const stream *told = &streams[exit_status == 0 ? OUTPUT : COMPLAINTS];
        *output = told->text != NULL ? strndup(told->text, told->length) : strdup("");
    } else {
        *output = strdup(strerror(error));
    }
    for (int index = 0; index < STREAM_COUNT; index++) {
        close_end(&streams[index].reader);
        free(streams[index].text);
    }
    return exit_status;
}
