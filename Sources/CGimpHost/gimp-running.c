/* The window of a run that goes on: the growing picture, how far it is, and two ways to end it. */
#include "gimp-curve.h"
#include "gimp-host.h"
#include "gimp-libraries.h"
#include "gimp-picture.h"

enum { RESPONSE_KEEP = 1 };

/* Nothing is open while `window` is NULL. */
static struct {
    GtkWidget *window, *picture, *bar, *text, *curve;
    int32_t wish;
} running;

static void on_response(GtkDialog *window, gint response, gpointer data)
{
    (void)data;
    running.wish = response == RESPONSE_KEEP ? NST_WISH_KEEP : NST_WISH_DISCARD;
    /* The engine ends after the evaluation that it is in. */
    gtk_dialog_set_response_sensitive(window, RESPONSE_KEEP, FALSE);
}

/* The window stays until the run has ended. */
static gboolean on_delete(GtkWidget *window, GdkEvent *event, gpointer data)
{
    (void)event;
    on_response(GTK_DIALOG(window), GTK_RESPONSE_DELETE_EVENT, data);
    return TRUE;
}

int32_t gimp_host_open_run_window(void *context, const nst_run_window *window)
{
    (void)context;
    if (running.window != NULL || !gimp_window_prepare())
        return 0;
    running.wish = NST_WISH_GO_ON;
    running.window = gimp_dialog_new(window->title, NST_PROCEDURE_NAME "-run", NULL, 0, gimp_standard_help_func,
                                     NST_PROCEDURE_NAME, window->keep_label, RESPONSE_KEEP, window->cancel_label,
                                     GTK_RESPONSE_CANCEL, NULL);
    gtk_window_set_resizable(GTK_WINDOW(running.window), FALSE);
    gtk_dialog_set_response_sensitive(GTK_DIALOG(running.window), RESPONSE_KEEP, FALSE); /* until there is a picture */
    gimp_window_set_transient(GTK_WINDOW(running.window));
    g_signal_connect(running.window, "response", G_CALLBACK(on_response), NULL);
    g_signal_connect(running.window, "delete-event", G_CALLBACK(on_delete), NULL);

    GtkWidget *box = gtk_vbox_new(FALSE, 12);
    gtk_container_set_border_width(GTK_CONTAINER(box), 12);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(running.window))), box, TRUE, TRUE, 0);
    running.picture = gimp_picture_new(window->picture_side, window->title, NULL);
    running.bar = gtk_progress_bar_new();
    running.text = gtk_label_new("");
    gtk_misc_set_alignment(GTK_MISC(running.text), 0.0, 0.5);
    gtk_label_set_line_wrap(GTK_LABEL(running.text), TRUE);
    gtk_widget_set_size_request(running.text, gimp_window_pixels(window->picture_side), -1);
    gtk_box_pack_start(GTK_BOX(box), running.picture, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), running.bar, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), running.text, FALSE, FALSE, 0);
    running.curve = gimp_curve_new(window->picture_side, window->curve_label, window->curve_tooltip);
    gtk_box_pack_start(GTK_BOX(box), running.curve, FALSE, FALSE, 0);
    gtk_widget_show_all(running.window);
    gtk_window_set_focus(GTK_WINDOW(running.window), NULL); /* the space bar is to press nothing by itself */
    return 1;
}

int32_t gimp_host_update_run_window(void *context, const nst_run_state *state)
{
    (void)context;
    if (running.window == NULL)
        return NST_WISH_GO_ON;
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(running.bar), CLAMP(state->fraction, 0.0, 1.0));
    if (state->text != NULL)
        gtk_label_set_text(GTK_LABEL(running.text), state->text);
    if (state->curve != NULL)
        gimp_curve_show(running.curve, state->curve, state->curve_count);
    if (state->picture != NULL) {
        gimp_picture_show(running.picture, state->picture, NULL, state->picture_width, state->picture_height);
        if (running.wish == NST_WISH_GO_ON)
            gtk_dialog_set_response_sensitive(GTK_DIALOG(running.window), RESPONSE_KEEP, TRUE);
    }
    return running.wish;
}

void gimp_host_close_run_window(void *context)
{
    (void)context;
    if (running.window != NULL)
        gimp_window_close(running.window);
    running.window = NULL;
}
