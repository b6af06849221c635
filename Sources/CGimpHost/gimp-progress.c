/* GIMP's progress bar and messages, and waiting without blocking the interface. */
#include "gimp-host.h"
#include "gimp-libraries.h"

void gimp_host_begin_progress(void *context, const char *text)
{
    (void)context;
    gimp_progress_init(text);
}

void gimp_host_update_progress(void *context, double fraction, const char *text)
{
    (void)context;
    if (text != NULL)
        gimp_progress_set_text(text);
    gimp_progress_update(fraction);
}

void gimp_host_end_progress(void *context)
{
    (void)context;
    gimp_progress_end();
}

static gboolean end_of_wait(gpointer is_over)
{
    *(gboolean *)is_over = TRUE;
    return G_SOURCE_REMOVE;
}

void gimp_host_wait(void *context, double seconds)
{
    (void)context;
    gboolean is_over = FALSE;
    g_timeout_add((guint)(MAX(seconds, 0.0) * 1000.0), end_of_wait, &is_over);
    while (!is_over)
        g_main_context_iteration(NULL, TRUE); /* sleeps until an event or the end of the wait */
}

void gimp_host_show_message(void *context, const char *text)
{
    (void)context;
    gimp_message(text);
}
