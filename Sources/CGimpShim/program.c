/* Running another program, by GLib, which leaves none of the plug-in's files open in it: while it held the pipe to GIMP,
 * GIMP wouldn't notice the plug-in's end. */
#include <string.h>
#include <sys/wait.h>

#include "CGimpShim.h"
#include "gimp-libraries.h"

int32_t nst_run_program(const char *const *arguments, char **output)
{
    gchar *written = NULL, *complaints = NULL;
    gint status = 0;
    GError *error = NULL;
    int32_t exit_status = -1;
    if (g_spawn_sync(NULL, (gchar **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &written, &complaints, &status,
                     &error)) {
        exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        *output = nst_copy_string(exit_status == 0 ? written : complaints);
    } else {
        *output = nst_copy_string(error->message);
        g_error_free(error);
    }
    g_free(written);
    g_free(complaints);
    return exit_status;
}
