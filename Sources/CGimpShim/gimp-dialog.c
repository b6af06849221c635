/* The dialog: Swift says what is asked, this says how it looks in GIMP. */
#include <locale.h>

#include "gimp-controls.h"
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

static void add_introduction(GtkBox *box, const char *text)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_misc_set_alignment(GTK_MISC(label), 0.0, 0.5);
    gtk_box_pack_start(box, label, FALSE, FALSE, 0);
}

static GtkWidget *make_window(const nst_dialog *dialog, GObject **sources)
{
    /* The role lets a window manager remember the dialog's place. */
    GtkWidget *window = gimp_dialog_new(dialog->title, NST_PROCEDURE_NAME, NULL, 0, gimp_standard_help_func,
                                        dialog->help_id, dialog->cancel_label, GTK_RESPONSE_CANCEL,
                                        dialog->ok_label, GTK_RESPONSE_OK, NULL);
    gtk_dialog_set_default_response(GTK_DIALOG(window), GTK_RESPONSE_OK);
    gtk_window_set_resizable(GTK_WINDOW(window), FALSE);
    gimp_window_set_transient(GTK_WINDOW(window));

    GtkWidget *box = gtk_vbox_new(FALSE, 12);
    gtk_container_set_border_width(GTK_CONTAINER(box), 12);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(window))), box, TRUE, TRUE, 0);
    if (dialog->introduction != NULL)
        add_introduction(GTK_BOX(box), dialog->introduction);
    gtk_box_pack_start(GTK_BOX(box), gimp_controls_new(dialog->controls, dialog->control_count, sources), TRUE, TRUE,
                       0);
    gtk_widget_show_all(box);
    return window;
}

static void take_values(nst_dialog *dialog, GObject **sources)
{
    for (int32_t index = 0; index < dialog->control_count; index++)
        dialog->controls[index].value = gimp_controls_value(&dialog->controls[index], sources[index]);
}

/* The window is gone from the screen before the caller starts its long work. */
static void close_window(GtkWidget *window)
{
    gtk_widget_destroy(window);
    while (gtk_events_pending())
        gtk_main_iteration();
    gdk_flush();
}

int32_t gimp_host_run_dialog(void *context, nst_dialog *dialog)
{
    (void)context;
    if (!is_display_reachable())
        return -1;
    gimp_ui_init(NST_TEXT_DOMAIN, FALSE);

    setlocale(LC_NUMERIC, ""); /* numbers in the dialog have the user's decimal sign … */
    GObject **sources = g_new0(GObject *, MAX(dialog->control_count, 1));
    GtkWidget *window = make_window(dialog, sources);
    const gboolean is_confirmed = gimp_dialog_run(GIMP_DIALOG(window)) == GTK_RESPONSE_OK;
    if (is_confirmed)
        take_values(dialog, sources);
    close_window(window);
    g_free(sources);
    setlocale(LC_NUMERIC, "C"); /* … and only there */
    return is_confirmed ? 1 : 0;
}
