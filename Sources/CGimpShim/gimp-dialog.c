/* The dialog: Swift says what is asked, this says how it looks in GIMP. */
#include <locale.h>

#include "gimp-controls.h"
#include "gimp-host.h"
#include "gimp-libraries.h"

static void add_introduction(GtkBox *box, const char *text)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_misc_set_alignment(GTK_MISC(label), 0.0, 0.5);
    gtk_box_pack_start(box, label, FALSE, FALSE, 0);
}

/* The extra button stands apart from OK and Cancel, at the other end. */
static void add_extra_button(GtkDialog *window, const char *label)
{
    GtkWidget *button = gtk_dialog_add_button(window, label, NST_ANSWER_EXTRA);
    gtk_button_box_set_child_secondary(GTK_BUTTON_BOX(gtk_dialog_get_action_area(window)), button, TRUE);
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

    if (dialog->extra_label != NULL)
        add_extra_button(GTK_DIALOG(window), dialog->extra_label);

    GtkWidget *box = gtk_vbox_new(FALSE, 12);
    gtk_container_set_border_width(GTK_CONTAINER(box), 12);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(window))), box, TRUE, TRUE, 0);
    if (dialog->notice != NULL)
        gtk_box_pack_start(GTK_BOX(box), gimp_hint_box_new(dialog->notice), FALSE, FALSE, 0);
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

static int32_t answer_of(gint response)
{
    switch (response) {
    case GTK_RESPONSE_OK:
        return NST_ANSWER_OK;
    case NST_ANSWER_EXTRA:
        return NST_ANSWER_EXTRA;
    default:
        return NST_ANSWER_CANCEL;
    }
}

int32_t gimp_host_run_dialog(void *context, nst_dialog *dialog)
{
    (void)context;
    if (!gimp_window_prepare())
        return NST_ANSWER_NO_DISPLAY;

    setlocale(LC_NUMERIC, ""); /* numbers in the dialog have the user's decimal sign … */
    GObject **sources = g_new0(GObject *, MAX(dialog->control_count, 1));
    GtkWidget *window = make_window(dialog, sources);
    const int32_t answer = answer_of(gimp_dialog_run(GIMP_DIALOG(window)));
    if (answer != NST_ANSWER_CANCEL)
        take_values(dialog, sources);
    gimp_window_close(window);
    g_free(sources);
    setlocale(LC_NUMERIC, "C"); /* … and only there */
    return answer;
}
