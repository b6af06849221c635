/* The beginning and the end of every window. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* gimp_ui_init() ends the process where there is no display, so the display is tried first. */
static gboolean is_display_reachable(void)
{
    const gchar *name = gimp_display_name();
    gtk_parse_args(NULL, NULL);
    GdkDisplay *display = gdk_display_open(name != NULL && name[0] != '\0' ? name : NULL);
    if (display == NULL)
        return FALSE;
    gdk_display_close(display);
    return TRUE;
}

int32_t gimp_window_prepare(void)
{
    static gboolean is_prepared = FALSE;
    if (!is_prepared && is_display_reachable()) {
        gimp_ui_init(NST_TEXT_DOMAIN, FALSE);
        is_prepared = TRUE;
    }
    return is_prepared;
}

int32_t gimp_window_pixels(int32_t pixels)
{
    /* The same resolution that text is drawn for; negative where it isn't known. */
    const gdouble scale = gdk_screen_get_resolution(gdk_screen_get_default()) / 96.0;
    return scale > 1.0 ? (int32_t)(pixels * MIN(scale, 4.0) + 0.5) : pixels;
}

/* The window is gone from the screen before the caller starts its long work. */
void gimp_window_close(void *window)
{
    gtk_widget_destroy(GTK_WIDGET(window));
    while (gtk_events_pending())
        gtk_main_iteration();
    gdk_flush();
}
